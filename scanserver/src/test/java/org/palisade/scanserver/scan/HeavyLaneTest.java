package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.scan.Stage.Agent;

/** Archives and large objects have a lane of their own: two places, of which one agent may have both, and four spots before it. */
@Timeout(60)
class HeavyLaneTest {

    private final Semaphore bombs = new Semaphore(0);
    private final CountDownLatch defused = new CountDownLatch(1);
    private final WorkingEngine engine = new WorkingEngine().on(WorkingEngine.HEAVY, this::bomb);
    private final Stage stage = new Stage(engine);
    private final Agent bomber = stage.agent(1);
    private final Agent other = stage.agent(2);

    @AfterEach
    void close() {
        defused.countDown();
        stage.close();
    }

    /** Unpacks until it is stopped or defused. */
    private void bomb(Checkpoint checkpoint) {
        bombs.release();
        while (defused.getCount() > 0) {
            checkpoint.pass();
            Thread.onSpinWait();
        }
    }

    private static byte[] archive(int number) {
        return Stage.content(WorkingEngine.HEAVY, number, 100);
    }

    private void throwBomb(int number) throws InterruptedException {
        bomber.order(number, archive(number));
        bomber.hears("want " + number + " 0");
        bomber.send(number, archive(number), 0);
    }

    @Test
    void heavyScansHoldNoPlaceAndNoWorkerOfTheNormalLane() throws InterruptedException {
        throwBomb(1);
        throwBomb(2);
        throwBomb(3);
        bombs.acquire(1);
        Stage.eventually(() -> stage.scans.figures().heavyQueued() == 1);
        assertEquals(0, stage.scans.figures().open());
        assertEquals(2, stage.scans.figures().heavyOpen());
        assertEquals(3, stage.scans.figures().movedToHeavy());
        for (int i = 1; i <= 20; i++) {
            byte[] content = Stage.content('a', i, 100);
            other.order(i, content);
            other.hears("want " + i + " 0");
            other.send(i, content, 0);
            other.hears(i + " clean");
        }
    }

    @Test
    void whenOneIsCancelledTheNextGoesOn() throws InterruptedException {
        throwBomb(1);
        throwBomb(2);
        throwBomb(3);
        Stage.eventually(() -> stage.scans.figures().heavyQueued() == 1);
        bombs.acquire(1);
        bomber.cancel(1);
        bomber.cancel(2);
        Stage.eventually(() -> stage.scans.figures().heavyOpen() == 1 && engine.closed.get() == 2);
        Stage.eventually(() -> stage.scans.figures().busyWorkers() == 1);
        defused.countDown();
        bomber.hears("3 clean");
        Stage.eventually(() -> engine.closed.get() == 3);
        assertEquals(1, engine.finished.get());
    }

    @Test
    void theDeadlineEndsOneInTheMiddleOfItsWorkAndFreesTheThread() throws InterruptedException {
        bomber.order(1, archive(1), 1000);
        bomber.hears("want 1 0");
        bomber.send(1, archive(1), 0);
        bombs.acquire();
        stage.pass(950);
        bomber.hearsNothing();
        stage.pass(100);
        bomber.hears("1 deadline");
        Stage.eventually(() -> stage.scans.figures().busyWorkers() == 0);
        Stage.eventually(() -> engine.closed.get() == 1);
    }

    @Test
    void beyondItsQueueTheyAreToldToComeBack() throws InterruptedException {
        Agent[] agents = new Agent[9];
        for (int i = 0; i < 9; i++) {
            agents[i] = stage.new Agent(new UUID(0, i % 3), 100 + i);
            agents[i].order(1, archive(i));
            agents[i].hears("want 1 0");
            agents[i].send(1, archive(i), 0);
            int moved = i + 1;
            Stage.eventually(() -> stage.scans.figures().movedToHeavy() == moved && stage.scans.figures().open() == 0);
        }
        assertEquals(4, stage.scans.figures().heavyQueued());
        Stage.eventually(() -> engine.closed.get() == 3);
        stage.pass(200);
        for (int i = 6; i < 9; i++) {
            agents[i].hearsNothing();
        }
        agents[7].cancel(1);
        stage.pass(100);
        agents[6].hears("1 busy");
        agents[8].hears("1 busy");
        stage.pass(10_000);
        agents[7].hearsNothing();
    }

    @Test
    void aRefusalIsNotHeldBeyondTheDeadline() throws InterruptedException {
        for (int i = 0; i < 6; i++) {
            Agent agent = stage.new Agent(new UUID(0, i % 3), 100 + i);
            agent.order(1, archive(i));
            agent.hears("want 1 0");
            agent.send(1, archive(i), 0);
            int moved = i + 1;
            Stage.eventually(() -> stage.scans.figures().movedToHeavy() == moved && stage.scans.figures().open() == 0);
        }
        other.order(1, archive(6), 100);
        other.hears("want 1 0");
        other.send(1, archive(6), 0);
        Stage.eventually(() -> engine.closed.get() == 1);
        stage.pass(100);
        other.hears("1 busy");
    }

    @Test
    void ofAFragmentOnlyTheHeadIsTheNormalLanesWork() throws InterruptedException {
        byte[] archive = Stage.content(WorkingEngine.HEAVY, 1, 200_000);
        try (Stage wide = new Stage(engine, new ScanConfig(2, 16, 100, 1 << 20, 256 << 10, 2, Duration.ofSeconds(15), 1 << 20, 2, 4, 1 << 20, 1000), ScanTerms.PLAIN)) {
            Agent agent = wide.agent(1);
            agent.order(1, archive);
            agent.hears("want 1 0");
            agent.send(1, archive, 0, archive.length);
            bombs.acquire();
            assertEquals(List.of("worker 65536", "heavy-worker 134464"), engine.fed);
            defused.countDown();
            agent.hears("1 clean");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theEngineWorksThereInTheBackgroundOfTheKernel() throws InterruptedException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may come back from there without a limit set for it");
        List<String> policies = new CopyOnWriteArrayList<>();
        WorkingEngine observed = new WorkingEngine().on(WorkingEngine.HEAVY, checkpoint -> policies.add("heavy " + ProcessorsTest.policy()))
                .on('a', checkpoint -> policies.add("normal " + ProcessorsTest.policy()));
        try (Stage two = new Stage(observed, new ScanConfig(2, 16, 100, 1 << 20, 256 << 10, 2, Duration.ofSeconds(15), 1 << 20, 2, 4, 1 << 20, 1000), ScanTerms.PLAIN)) {
            Agent agent = two.agent(1);
            for (int i = 1; i <= 2; i++) {
                byte[] content = Stage.content(i == 1 ? WorkingEngine.HEAVY : 'a', i, 1000);
                agent.order(i, content);
                agent.hears("want " + i + " 0");
                agent.send(i, content, 0, content.length);
                agent.hears(i + " clean");
            }
        }
        assertEquals(List.of("heavy 5", "normal 0"), policies);
    }

    @Test
    void largeObjectsBeginThere() throws InterruptedException {
        byte[] large = Stage.content('a', 1, 100_001);
        bomber.order(1, large);
        bomber.hears("want 1 0");
        bomber.hears("want 1 4096");
        assertEquals(1, stage.scans.figures().heavyOpen());
        assertEquals(0, stage.scans.figures().open());
        for (int offset = 0; offset < large.length; offset += Stage.FRAGMENT) {
            bomber.send(1, large, offset);
            if (offset + 2 * Stage.FRAGMENT < large.length) {
                bomber.hears("want 1 " + (offset + 2 * Stage.FRAGMENT));
            }
        }
        bomber.hears("1 clean");
    }

    @Test
    void anArchiveOfManyFragmentsIsReceivedThereFromTheFirstOn() throws InterruptedException {
        defused.countDown();
        byte[] archive = Stage.content(WorkingEngine.HEAVY, 1, 3 * Stage.FRAGMENT);
        bomber.order(1, archive);
        bomber.hears("want 1 0");
        bomber.hears("want 1 4096");
        bomber.send(1, archive, 4096);
        bomber.send(1, archive, 0);
        bomber.hears("want 1 8192");
        assertEquals(1, stage.scans.figures().heavyOpen());
        bomber.send(1, archive, 8192);
        bomber.hears("1 clean");
    }
}
