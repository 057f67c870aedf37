package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.scanserver.scan.Stage.Agent;

/** One worker, and an engine that hears nothing: no checkpoint, no interrupt. */
@Timeout(60)
class StuckWorkerTest {

    private final Semaphore stuck = new Semaphore(0);
    private final CountDownLatch free = new CountDownLatch(1);
    private final AtomicInteger interrupted = new AtomicInteger();
    private final WorkingEngine engine = new WorkingEngine().on('S', checkpoint -> hang());
    private final Stage stage = new Stage(engine, new ScanConfig(1, 16, 100, 1 << 20, Stage.FRAGMENT, 2, Duration.ofSeconds(15)), ScanTerms.PLAIN);
    private final Agent agent = stage.agent(1);
    private final Agent other = stage.agent(2);

    @AfterEach
    void close() {
        free.countDown();
        stage.close();
    }

    private void hang() {
        stuck.release();
        while (free.getCount() > 0) {
            try {
                free.await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        }
    }

    private void hang(int number) throws InterruptedException {
        byte[] content = Stage.content('S', number, 100);
        agent.order(number, content, 100);
        agent.hears("want " + number + " 0");
        agent.send(number, content, 0);
        stuck.acquire();
        // Its answer does not wait for the worker.
        stage.pass(150);
        agent.hears(number + " deadline");
    }

    private void isServed(int number) throws InterruptedException {
        byte[] content = Stage.content('a', number, 100);
        other.order(number, content);
        other.hears("want " + number + " 0");
        other.send(number, content, 0);
        other.hears(number + " clean");
    }

    @Test
    void aStuckWorkerIsInterruptedAndReplacedAfterTwoSeconds() throws InterruptedException {
        hang(1);
        byte[] content = Stage.content('a', 1, 100);
        other.order(1, content);
        other.hears("want 1 0");
        other.send(1, content, 0);
        stage.pass(1900);
        other.hearsNothing();
        assertEquals(0, stage.scans.figures().abandonedWorkers());
        stage.pass(1100);
        other.hears("1 clean");
        Stage.eventually(() -> interrupted.get() == 1);
        assertEquals(1, stage.scans.figures().abandonedWorkers());
        free.countDown();
        Stage.eventually(() -> stage.scans.figures().abandonedWorkers() == 0);
        assertEquals(1, stage.scans.figures().abandonedEver());
        isServed(2);
    }

    @Test
    void noMoreThanTwiceTheWorkersAreGivenUpAndTheServerIsWellWhenTheyComeBack() throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            hang(i);
            stage.pass(3100);
        }
        assertEquals(2, stage.scans.figures().abandonedWorkers());
        byte[] content = Stage.content('a', 9, 100);
        other.order(9, content, 60_000);
        other.hears("want 9 0");
        other.send(9, content, 0);
        stage.pass(10_000);
        other.hearsNothing();
        // Whoever cannot be served still hears in time.
        stage.pass(50_100);
        other.hears("9 deadline");
        free.countDown();
        isServed(10);
        Stage.eventually(() -> stage.scans.figures().abandonedWorkers() == 0);
        assertTrue(stage.scans.figures().busyWorkers() <= 1);
    }
}
