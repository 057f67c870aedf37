package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processors. The clock of the turns is the test's; threads of the heavy lane do one thing at a time when they are told to. */
@Timeout(60)
class TurnsTest {

    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(1, 2);

    private final AtomicLong now = new AtomicLong(1_000_000_000);
    private final AtomicInteger demand = new AtomicInteger();
    private final AtomicLong lastStep = new AtomicLong();
    private final List<Heavy> threads = new ArrayList<>();
    private final Set<Thread> behind = ConcurrentHashMap.newKeySet();
    private final Turns turns = new Turns(2, new Turns.Normal() {
        @Override
        public int demand() {
            return demand.get();
        }

        @Override
        public long lastStep() {
            return lastStep.get();
        }
    }, new LoadMeter(2, now::get), tenant -> 1, new Processors() {
        @Override
        public void background() {
            behind.add(Thread.currentThread());
        }

        @Override
        public void foreground() {
            behind.remove(Thread.currentThread());
        }
    }, now::get);

    /** A thread of the heavy lane. */
    private final class Heavy extends Thread {

        private final Turns.Turn turn;
        private final SynchronousQueue<Runnable> todo = new SynchronousQueue<>();
        private volatile boolean inside;

        private Heavy(UUID tenant, int agent) {
            turn = turns.turn(tenant, new UUID(2, agent));
            setDaemon(true);
            threads.add(this);
            start();
        }

        @Override
        public void run() {
            try {
                while (true) {
                    Runnable next = todo.take();
                    next.run();
                    inside = false;
                }
            } catch (InterruptedException e) {
                return;
            }
        }

        private void does(Runnable what) throws InterruptedException {
            Stage.eventually(() -> !inside);
            inside = true;
            todo.put(what);
        }

        private Heavy enter() throws InterruptedException {
            does(() -> turns.enter(turn));
            return this;
        }

        private void pass() throws InterruptedException {
            does(() -> turns.pass(turn));
        }

        private void leave() throws InterruptedException {
            does(() -> turns.leave(turn));
        }

        private void goesOn() {
            Stage.eventually(() -> !inside);
        }

        /** It is in the queue, and stays there over several looks of whoever is first. */
        private void waits(int waiting) {
            Stage.eventually(() -> turns.waiting() == waiting);
            long end = System.nanoTime() + 5_000_000;
            while (System.nanoTime() < end) {
                assertTrue(inside);
                Thread.onSpinWait();
            }
        }
    }

    @AfterEach
    void end() {
        threads.forEach(Thread::interrupt);
    }

    @Test
    void allProcessorsAreFreeWhenNothingNormalIsAbout() throws InterruptedException {
        assertEquals(2, turns.allowed(now.get()));
        Heavy first = new Heavy(A, 1).enter();
        Heavy second = new Heavy(A, 2).enter();
        first.goesOn();
        second.goesOn();
        new Heavy(A, 3).enter().waits(1);
        assertEquals(2, turns.running());
    }

    @Test
    void whileNormalWorkIsAboutOneProcessorIsLeftFree() {
        lastStep.set(now.get() - 1_000_000);
        assertEquals(1, turns.allowed(now.get()));
        demand.set(1);
        assertEquals(1, turns.allowed(now.get()));
        lastStep.set(now.get() - Turns.ABOUT);
        assertEquals(1, turns.allowed(now.get()));
        demand.set(0);
        assertEquals(2, turns.allowed(now.get()));
        demand.set(2);
        assertEquals(0, turns.allowed(now.get()));
        demand.set(7);
        assertEquals(0, turns.allowed(now.get()));
    }

    @Test
    void heavyWorkStopsAtItsNextPassWhenNormalWorkNeedsAllProcessors() throws InterruptedException {
        Heavy heavy = new Heavy(A, 1).enter();
        heavy.goesOn();
        heavy.pass();
        heavy.goesOn();
        demand.set(2);
        heavy.pass();
        heavy.waits(1);
        assertEquals(0, turns.running());
        demand.set(1);
        heavy.goesOn();
        assertEquals(1, turns.running());
    }

    @Test
    void itGetsATenthOfTheTimeInAnyCase() throws InterruptedException {
        demand.set(5);
        now.addAndGet(Turns.HUNGER);
        Heavy heavy = new Heavy(A, 1).enter();
        heavy.goesOn();
        long ran = 0;
        long begun = now.get();
        for (int turn = 0; turn < 10; turn++) {
            now.addAndGet(Turns.TURN / 2);
            heavy.pass();
            heavy.goesOn();
            now.addAndGet(Turns.TURN / 2);
            ran += Turns.TURN;
            heavy.pass();
            heavy.waits(1);
            now.addAndGet(Turns.HUNGER);
            heavy.goesOn();
        }
        assertEquals(0.1, (double) ran / (now.get() - begun), 0.001);
    }

    @Test
    void itWorksBehindAllOthersButInTheTurnsOfTheTenth() throws InterruptedException {
        Heavy heavy = new Heavy(A, 1).enter();
        heavy.goesOn();
        assertFalse(behind.contains(heavy));
        heavy.does(() -> turns.work(heavy.turn));
        heavy.goesOn();
        assertTrue(behind.contains(heavy));
        demand.set(2);
        heavy.pass();
        heavy.waits(1);
        now.addAndGet(Turns.HUNGER);
        heavy.goesOn();
        assertFalse(behind.contains(heavy));
        demand.set(0);
        now.addAndGet(Turns.TURN);
        heavy.pass();
        heavy.goesOn();
        assertTrue(behind.contains(heavy));
        heavy.does(() -> turns.rest(heavy.turn));
        heavy.goesOn();
        assertFalse(behind.contains(heavy));
    }

    @Test
    void theTurnOfAnotherTenantComesAfterTwoMillisecondsHoweverManyWait() throws InterruptedException {
        demand.set(1);
        Heavy running = new Heavy(A, 1).enter();
        running.goesOn();
        for (int i = 2; i <= 5; i++) {
            new Heavy(A, i).enter().waits(i - 1);
        }
        now.addAndGet(Turns.TURN);
        Heavy other = new Heavy(B, 1).enter();
        other.waits(5);
        running.pass();
        other.goesOn();
        assertTrue(running.inside);
        now.addAndGet(Turns.TURN);
        other.leave();
        other.goesOn();
        assertEquals(1, turns.running());
        assertEquals(4, turns.waiting());
    }

    @Test
    void withinATurnNobodyElseComes() throws InterruptedException {
        demand.set(1);
        Heavy running = new Heavy(A, 1).enter();
        running.goesOn();
        Heavy other = new Heavy(B, 1).enter();
        other.waits(1);
        now.addAndGet(Turns.TURN - 1);
        running.pass();
        running.goesOn();
        assertTrue(other.inside);
    }

    @Test
    void whoseScanIsOverWaitsNoMore() throws InterruptedException {
        demand.set(2);
        lastStep.set(now.get());
        Heavy heavy = new Heavy(A, 1).enter();
        heavy.goesOn();
        Heavy waiting = new Heavy(A, 2).enter();
        waiting.waits(1);
        turns.over(waiting.turn);
        waiting.goesOn();
        assertEquals(0, turns.waiting());
        assertEquals(1, turns.running());
        waiting.pass();
        waiting.goesOn();
        waiting.leave();
        waiting.goesOn();
        assertEquals(1, turns.running());
        heavy.leave();
        heavy.goesOn();
        assertEquals(0, turns.running());
        assertFalse(heavy.inside);
    }
}
