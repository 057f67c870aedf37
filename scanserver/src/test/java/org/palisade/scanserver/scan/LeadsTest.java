package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.scanserver.scan.Stage.Agent;

/** Who sends when several ask for the same content. */
@Timeout(60)
class LeadsTest {

    private static final byte[] SMALL = Stage.content('a', 1, 100);
    private static final byte[] LONG = Stage.content('a', 2, 3 * Stage.FRAGMENT);

    private final WorkingEngine engine = new WorkingEngine();
    private final Stage stage = new Stage(engine);
    private final Agent first = stage.agent(1);
    private final Agent second = stage.agent(2);
    private final Agent third = stage.agent(3);

    @AfterEach
    void close() {
        stage.close();
    }

    private long passedOn() {
        return stage.scans.figures().leadsPassedOn();
    }

    @Test
    void theOthersWaitForTheFirstAndAreAnsweredWithIt() throws InterruptedException {
        first.order(1, SMALL);
        first.hears("want 1 0");
        second.order(7, SMALL);
        stage.pass(200);
        second.hearsNothing();
        first.send(1, SMALL, 0);
        first.hears("1 clean");
        second.hears("7 clean shared");
        assertEquals(1, engine.finished.get());
        assertEquals(1, stage.scans.figures().byWay().get(ScanObserver.Way.JOINED));
    }

    @Test
    void aLeaderWithoutProgressForHalfASecondLosesTheLead() throws InterruptedException {
        first.order(1, SMALL);
        first.hears("want 1 0");
        second.order(1, SMALL);
        third.order(1, SMALL);
        stage.pass(400);
        second.hearsNothing();
        stage.pass(100);
        second.hears("want 1 0");
        assertEquals(1, passedOn());
        third.hearsNothing();
        // The next bad leader costs no more than the first did.
        stage.pass(500);
        third.hears("want 1 0");
        third.send(1, SMALL, 0);
        third.hears("1 clean");
        first.hears("1 clean shared");
        second.hears("1 clean shared");
        assertEquals(1, engine.finished.get());
    }

    @Test
    void whoeverComesToALeaderThatIsSilentAlreadyWaitsForTheNextTickOnly() throws InterruptedException {
        first.order(1, SMALL);
        first.hears("want 1 0");
        stage.pass(5000);
        second.order(1, SMALL);
        stage.pass(50);
        second.hears("want 1 0");
    }

    @Test
    void aSlowLeaderMayStillFinishFirst() throws InterruptedException {
        first.order(1, SMALL);
        first.hears("want 1 0");
        second.order(1, SMALL);
        stage.pass(500);
        second.hears("want 1 0");
        first.send(1, SMALL, 0);
        first.hears("1 clean");
        second.hears("1 clean shared");
        // What the second had under way is dropped without harm.
        second.send(1, SMALL, 0);
        assertEquals(1, engine.finished.get());
    }

    @Test
    void aLeaderThatSendsKeepsTheLead() throws InterruptedException {
        first.order(1, LONG);
        first.hears("want 1 0");
        first.hears("want 1 4096");
        second.order(1, LONG);
        stage.pass(400);
        first.send(1, LONG, 0);
        first.hears("want 1 8192");
        stage.pass(400);
        first.send(1, LONG, 4096);
        Stage.eventually(() -> stage.scans.figures().bytesReceived() == 8192);
        stage.pass(400);
        first.send(1, LONG, 8192);
        first.hears("1 clean");
        second.hears("1 clean shared");
        assertEquals(0, passedOn());
    }

    @Test
    void aLeaderIsNotBlamedForTheTimeTheEngineTakes() throws InterruptedException {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        engine.on('a', checkpoint -> {
            working.countDown();
            awaits(go);
        });
        first.order(1, SMALL);
        first.hears("want 1 0");
        second.order(1, SMALL);
        first.send(1, SMALL, 0);
        working.await();
        stage.pass(2000);
        second.hearsNothing();
        go.countDown();
        second.hears("1 clean shared");
        assertEquals(0, passedOn());
    }

    static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aWrongHashPassesTheLeadOnAtOnce() throws InterruptedException {
        first.order(1, SMALL);
        first.hears("want 1 0");
        second.order(1, SMALL);
        first.send(1, Stage.content('b', 9, 100), 0);
        first.hears("1 digest-mismatch");
        second.hears("want 1 0");
        second.send(1, SMALL, 0);
        second.hears("1 clean");
    }

    @Test
    void aLostConnectionPassesTheLeadOnAtOnce() throws InterruptedException {
        first.order(1, SMALL);
        first.hears("want 1 0");
        second.order(1, SMALL);
        first.cancel(1);
        second.hears("want 1 0");
        first.hearsNothing();
    }

    @Test
    void whenTheNewLeaderIsLostTheOldOneLeadsAgainOrAnother() throws InterruptedException {
        first.order(1, SMALL);
        first.hears("want 1 0");
        second.order(1, SMALL);
        third.order(1, SMALL);
        stage.pass(500);
        second.hears("want 1 0");
        second.cancel(1);
        stage.pass(50);
        third.hears("want 1 0");
        third.cancel(1);
        first.send(1, SMALL, 0);
        first.hears("1 clean");
        assertEquals(0, stage.scans.underWay());
    }

    @Test
    void whoeverWaitsKeepsTheDeadline() throws InterruptedException {
        first.order(1, SMALL);
        first.hears("want 1 0");
        second.order(1, SMALL, 300);
        stage.pass(350);
        second.hears("1 deadline");
        first.hearsNothing();
    }

    @Test
    void theDeadlineOfTheLeaderIsNotThatOfTheOthers() throws InterruptedException {
        first.order(1, SMALL, 300);
        first.hears("want 1 0");
        second.order(1, SMALL);
        stage.pass(350);
        first.hears("1 deadline");
        second.hears("want 1 0");
    }

    @Test
    void aLeaderThatOnlyWaitsForAPlaceLetsOneWithAPlaceGoFirst() throws InterruptedException {
        try (Stage few = new Stage(engine, new ScanConfig(1, 8, 100, 1 << 20, Stage.FRAGMENT, 1, Duration.ofSeconds(15)), ScanTerms.PLAIN)) {
            Agent greedy = few.agent(1);
            Agent busy = few.agent(2);
            for (int i = 1; i <= 3; i++) {
                greedy.order(i, Stage.content('a', i, 10));
                busy.order(i, Stage.content('b', i, 10));
            }
            // Both have all their places; the third of each waits. The other joins it.
            busy.order(4, Stage.content('a', 3, 10));
            busy.hears("want 1 0");
            busy.hears("want 2 0");
            busy.cancel(3);
            busy.send(1, Stage.content('b', 1, 10), 0);
            busy.hears("1 clean");
            few.pass(500);
            busy.hears("want 4 0");
            busy.send(4, Stage.content('a', 3, 10), 0);
            busy.hears("4 clean");
            greedy.hears("want 1 0");
            greedy.hears("want 2 0");
            greedy.hears("3 clean shared");
        }
    }

    @Test
    void ofTwoTenantsEachSendsUnlessTheSiteSharesAll() throws InterruptedException {
        Agent other = stage.new Agent(new UUID(0, 2), 4);
        first.order(1, SMALL);
        other.order(1, SMALL);
        first.hears("want 1 0");
        other.hears("want 1 0");
        try (Stage site = new Stage(engine, Stage.CONFIG, ScanTerms.PLAIN.withScope(tenant -> new UUID(0, 0)))) {
            Agent one = site.agent(1);
            Agent two = site.new Agent(new UUID(0, 2), 2);
            one.order(1, SMALL);
            one.hears("want 1 0");
            two.order(1, SMALL);
            one.send(1, SMALL, 0);
            two.hears("1 clean shared");
            assertTrue(site.scans.figures().bytesReceived() == SMALL.length);
        }
    }
}
