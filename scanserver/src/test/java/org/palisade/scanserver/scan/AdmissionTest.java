package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.scan.ScanObserver.Way;
import org.palisade.scanserver.scan.Stage.Agent;

/** Who is taken in, who waits, who is told to come back, and who hears of it. */
@Timeout(60)
class AdmissionTest {

    private record Ended(int request, ScanStatus status, Reason reason, long millis, long bytes, Way way) {
    }

    private final AtomicReference<Optional<Reason>> refusal = new AtomicReference<>(Optional.empty());
    private final List<Ended> ended = new CopyOnWriteArrayList<>();
    private final WorkingEngine engine = new WorkingEngine();
    private Stage stage = stage(Stage.CONFIG);

    private Stage stage(ScanConfig config) {
        return new Stage(engine, config, ScanTerms.PLAIN.with(refusal::get).with((order, verdict, nanos, bytes, way) ->
                ended.add(new Ended(order.request(), verdict.status(), verdict.reason(), nanos / 1_000_000, bytes, way))));
    }

    private void restart(int open, int queue, int requests) {
        stage.close();
        stage = stage(new ScanConfig(1, open, queue, 1 << 20, Stage.FRAGMENT, 2, Duration.ofSeconds(15), 100_000, 2, 4, 1 << 20, requests));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static byte[] content(int number) {
        return Stage.content('a', number, 100);
    }

    @Test
    void withoutALicenceNothingIsScannedAndTheReasonIsSaid() throws InterruptedException {
        refusal.set(Optional.of(Reason.LICENCE));
        Agent agent = stage.agent(1);
        assertTrue(agent.order(1, content(1)).isEmpty());
        agent.hears("1 licence");
        assertEquals(List.of(new Ended(1, ScanStatus.ERROR, Reason.LICENCE, 0, 0, Way.REFUSED)), ended);
        refusal.set(Optional.empty());
        agent.order(1, content(1));
        agent.hears("want 1 0");
    }

    @Test
    void theObserverHearsOfEveryEndOnce() throws InterruptedException {
        Agent agent = stage.agent(1);
        Agent second = stage.agent(2);
        agent.order(1, content(1));
        agent.hears("want 1 0");
        second.order(2, content(1));
        stage.pass(200);
        agent.send(1, content(1), 0);
        agent.hears("1 clean");
        second.hears("2 clean shared");
        agent.order(3, content(1));
        agent.hears("3 clean shared");
        agent.order(4, content(4));
        agent.hears("want 4 0");
        agent.cancel(4);
        agent.order(5, content(5), 100);
        stage.pass(150);
        Stage.eventually(() -> ended.size() == 5);
        assertEquals(Set.of(new Ended(1, ScanStatus.CLEAN, Reason.NONE, 200, 100, Way.SCANNED), new Ended(2, ScanStatus.CLEAN, Reason.NONE, 200, 0, Way.JOINED),
                new Ended(3, ScanStatus.CLEAN, Reason.NONE, 0, 0, Way.CACHED), new Ended(4, ScanStatus.ERROR, Reason.CANCELLED, 0, 0, Way.SCANNED),
                new Ended(5, ScanStatus.ERROR, Reason.DEADLINE, 100, 0, Way.SCANNED)), Set.copyOf(ended));
        Scans.Figures figures = stage.scans.figures();
        assertEquals(5, figures.submitted());
        assertEquals(3, figures.byStatus().get(ScanStatus.CLEAN));
        assertEquals(1, figures.byReason().get(Reason.DEADLINE));
        assertEquals(1, figures.byWay().get(Way.CACHED));
        assertEquals(100, figures.bytesReceived());
        assertEquals(1, figures.engineScans());
    }

    @Test
    void theSingleRequestOfAnotherTenantIsOpenedNextWhenOneFloods() throws InterruptedException {
        restart(1, 1000, 65_536);
        Agent first = stage.agent(1);
        first.order(1, content(1));
        first.hears("want 1 0");
        for (int i = 2; i < 600; i++) {
            stage.agent(i).order(i, content(i));
        }
        Agent other = stage.new Agent(new UUID(0, 2), 1);
        other.order(7, content(7000));
        first.send(1, content(1), 0);
        other.hears("want 7 0");
    }

    @Test
    void ofAQueueEachAgentAndEachTenantHasItsShareOnly() {
        restart(1, 80, 65_536);
        Agent flood = stage.agent(1);
        int taken = 0;
        for (int i = 1; i <= 1000; i++) {
            taken += flood.order(i, content(i)).isPresent() ? 1 : 0;
        }
        assertTrue(taken <= 11, () -> "one agent: " + stage.scans.underWay());
        for (int agent = 2; agent < 1000; agent++) {
            stage.agent(agent).order(1, content(agent * 1000));
        }
        assertTrue(stage.scans.figures().queued() <= 60, () -> "one tenant: " + stage.scans.figures().queued());
        assertTrue(stage.new Agent(new UUID(0, 2), 1).order(1, content(1)).isPresent());
    }

    @Test
    void oneAgentThatOrdersAMillionTimesIsBoundedAlsoWhereItOnlyWaitsForOthers() {
        restart(16, 100, 640);
        stage.agent(1).order(1, content(1));
        Agent flood = stage.agent(2);
        int taken = 0;
        for (int i = 1; i <= 1_000_000; i += 1000) {
            taken += flood.order(i, content(1)).isPresent() ? 1 : 0;
        }
        assertEquals(10, taken);
        assertTrue(stage.agent(3).order(1, content(1)).isPresent());
    }

    @Test
    void aTenantWhoseAgentsAllWaitForOneContentLeavesRoomForTheAgentsOfAnother() {
        restart(16, 100, 640);
        for (int agent = 1; agent <= 700; agent++) {
            for (int i = 1; i <= 12; i++) {
                stage.agent(agent).order(i, content(1));
            }
        }
        Agent other = stage.new Agent(new UUID(0, 2), 1);
        for (int i = 1; i <= 5; i++) {
            assertTrue(other.order(i, content(100 + i)).isPresent(), "request " + i + " of the other tenant");
        }
    }

    @Test
    void whatIsCancelledLeavesNothingBehind() throws InterruptedException {
        restart(1, 20, 65_536);
        stage.agent(1).order(1, content(1));
        Agent flood = stage.agent(2);
        for (int i = 2; i < 5000; i++) {
            flood.order(i, content(i)).ifPresent(ScanRequest::cancel);
        }
        assertEquals(1, stage.scans.underWay());
        flood.order(5000, content(5000));
        assertEquals(2, stage.scans.underWay());
    }

    @Test
    void retryAfterIsWhatTheQueueTakesToEmpty() throws InterruptedException {
        restart(2, 2, 65_536);
        Agent agent = stage.agent(1);
        for (int second = 0; second < 3; second++) {
            for (int i = 1; i <= 10; i++) {
                byte[] content = content(second * 100 + i);
                agent.order(i, content);
                agent.hears("want " + i + " 0");
                agent.send(i, content, 0);
                agent.hears(i + " clean");
            }
            stage.pass(1000);
        }
        // Ten a second leave; two wait, and one more would.
        AtomicReference<Verdict> verdict = new AtomicReference<>();
        for (int i = 1; i <= 5; i++) {
            stage.scans.submit(new ScanOrder(i, new UUID(9, 5), Stage.TENANT, Stage.subject(content(1000 + i)), true, Duration.ofMinutes(1)), new Requester() {
                @Override
                public void want(int request, long offset, int length) {
                    // Sends nothing.
                }

                @Override
                public void answer(int request, Verdict answer) {
                    verdict.set(answer);
                }
            });
        }
        assertEquals(Verdict.error(Reason.BUSY, 300), verdict.get());
    }

    @Test
    void aSilentAgentKeepsItsPlaceForTwoSecondsOnlyIfOthersWait() throws InterruptedException {
        restart(1, 10, 65_536);
        Agent silent = stage.agent(1);
        Agent other = stage.agent(2);
        silent.order(1, content(1));
        silent.hears("want 1 0");
        stage.pass(10_000);
        silent.hearsNothing();
        other.order(2, content(2));
        stage.pass(50);
        silent.hears("1 busy");
        other.hears("want 2 0");
    }

    @Test
    void aRequestWithoutTimeIsAnsweredWithTheNextTick() throws InterruptedException {
        Agent agent = stage.agent(1);
        agent.order(1, content(1), 0);
        agent.hears("want 1 0");
        stage.pass(50);
        agent.hears("1 deadline");
        assertEquals(0, stage.scans.underWay());
    }

    @Test
    void everyRequestEndsWithinItsDeadlineAndATenth() {
        restart(4, 100, 65_536);
        for (int i = 1; i <= 200; i++) {
            stage.agent(i % 40).order(i, content(i % 150), i * 37L);
        }
        stage.pass(8000);
        assertEquals(200, ended.size());
        for (Ended end : ended) {
            assertTrue(end.millis() <= end.request() * 37L + 100, end::toString);
        }
    }
}
