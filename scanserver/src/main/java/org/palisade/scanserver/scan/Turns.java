package org.palisade.scanserver.scan;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * Turns on the processors for the heavy lane. Its threads run where the normal lane leaves a processor free, and while anything normal is about they leave one free
 * for it; they get a tenth of one processor in any case. Each turn is two milliseconds, and they go around fairly between tenants and agents: a thread waits its turn
 * inside its {@link #pass}, in the middle of whatever it unpacks. A pass that changes nothing takes no lock. While it works it is in the background of the kernel
 * too, but for the turns that make up the tenth: at a pass it holds no lock that others wait for.
 */
final class Turns {

    /** Nanoseconds. */
    static final long TURN = 2_000_000;
    /** After so long without any turn one is due: a tenth of the time. */
    static final long HUNGER = 9 * TURN;
    /** The normal lane is about until so long after its last step. */
    static final long ABOUT = 20_000_000;
    private static final long LOOK_FIRST = 1_000_000;
    private static final long LOOK_OTHERS = 20_000_000;

    /** What the normal lane is doing. Both are read without a lock. */
    interface Normal {
        /** Steps running or waiting. */
        int demand();

        /** When the last step ended, by the clock of the turns. */
        long lastStep();
    }

    /** The turn of one scan. Its fields belong to the lock, but for those that its own thread reads while it runs. */
    static final class Turn {

        private final UUID tenant;
        private final UUID agent;
        private final Condition granted;
        private volatile boolean running;
        private volatile long begun;
        private long counted;
        private long busySince;
        private boolean advanced;
        private volatile boolean due;
        private boolean over;
        /** Its thread is in the background. Belongs to that thread. */
        private boolean behind;

        private Turn(UUID tenant, UUID agent, Condition granted) {
            this.tenant = tenant;
            this.agent = agent;
            this.granted = granted;
        }
    }

    private final int processors;
    private final Normal normal;
    private final LoadMeter load;
    private final Processors threads;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final FairQueue<Turn> waiting;
    private volatile int running;
    private long lastTurn;

    Turns(int processors, Normal normal, LoadMeter load, ToIntFunction<UUID> weight, Processors threads, LongSupplier nanos) {
        this.processors = processors;
        this.normal = normal;
        this.load = load;
        this.threads = threads;
        this.nanos = nanos;
        this.waiting = new FairQueue<>(weight, TURN);
        this.lastTurn = nanos.getAsLong() - HUNGER;
    }

    Turn turn(UUID tenant, UUID agent) {
        return new Turn(tenant, agent, lock.newCondition());
    }

    /** How many may run now. */
    int allowed(long now) {
        int free = processors - normal.demand();
        if (processors > 1 && now - normal.lastStep() < ABOUT) {
            free = Math.min(free, processors - 1);
        }
        return Math.max(0, free);
    }

    /** Waits for a turn; returns at once if the scan is over. */
    void enter(Turn turn) {
        lock.lock();
        try {
            if (!turn.over) {
                waiting.add(turn.tenant, turn.agent, turn);
                await(turn);
            }
        } finally {
            lock.unlock();
        }
    }

    /** In the middle of a turn: goes on, or lets others go first. Returns at once if the scan is over. */
    void pass(Turn turn) {
        if (!turn.running) {
            return;
        }
        long now = nanos.getAsLong();
        if (now - turn.begun < TURN && (running <= allowed(now) || turn.due)) {
            return;
        }
        lock.lock();
        try {
            if (turn.over || !turn.running) {
                return;
            }
            count(turn, now);
            if (running <= allowed(now) && waiting.size() == 0) {
                turn.begun = now;
                turn.due = false;
                return;
            }
            stop(turn, now);
            waiting.add(turn.tenant, turn.agent, turn);
            await(turn);
        } finally {
            lock.unlock();
            stand(turn, turn.running && !turn.due);
        }
    }

    /** The thread of a turn begins to work, between passes, on what nobody waits for with a lock. */
    void work(Turn turn) {
        stand(turn, !turn.due);
    }

    /** The end of such work. */
    void rest(Turn turn) {
        stand(turn, false);
    }

    private void stand(Turn turn, boolean behind) {
        if (turn.behind == behind) {
            return;
        }
        turn.behind = behind;
        if (behind) {
            threads.background();
        } else {
            threads.foreground();
        }
    }

    /** The end of what it had its turn for. */
    void leave(Turn turn) {
        lock.lock();
        try {
            if (turn.running) {
                long now = nanos.getAsLong();
                count(turn, now);
                stop(turn, now);
                grant(now);
                first();
            }
            waiting.remove(turn.tenant, turn.agent, turn);
        } finally {
            lock.unlock();
        }
    }

    /** The scan is over: its thread does not wait any more. */
    void over(Turn turn) {
        lock.lock();
        try {
            turn.over = true;
            turn.granted.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets those who owe nothing; called about every second. */
    void tidy() {
        lock.lock();
        try {
            waiting.tidy();
        } finally {
            lock.unlock();
        }
    }

    /** How many have a turn now. */
    int running() {
        return running;
    }

    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void await(Turn turn) {
        grant(nanos.getAsLong());
        while (!turn.running && !turn.over) {
            boolean first = waiting.first().orElse(turn) == turn;
            try {
                // The normal lane does not stop to wake anybody; whoever is first looks.
                turn.granted.await(first ? LOOK_FIRST : LOOK_OTHERS, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                // Only threads that are given up are interrupted, when their scan is over.
                Thread.currentThread().interrupt();
                break;
            }
            grant(nanos.getAsLong());
        }
        if (!turn.running) {
            waiting.remove(turn.tenant, turn.agent, turn);
        }
    }

    private void grant(long now) {
        while (waiting.size() > 0) {
            boolean room = running < allowed(now);
            if (!room && (running > 0 || now - lastTurn < HUNGER)) {
                return;
            }
            Turn next = waiting.poll(FairQueue.Gate.OPEN).orElseThrow();
            next.due = !room;
            next.begun = now;
            next.counted = now;
            next.advanced = true;
            next.busySince = load.begin();
            next.running = true;
            running = running + 1;
            next.granted.signal();
        }
    }

    private void first() {
        if (running == 0) {
            waiting.first().ifPresent(turn -> turn.granted.signal());
        }
    }

    private void count(Turn turn, long now) {
        // What was counted when the turn was given is taken off once.
        waiting.charge(turn.tenant, turn.agent, now - turn.counted + (turn.advanced ? 0 : TURN));
        turn.advanced = false;
        turn.counted = now;
    }

    private void stop(Turn turn, long now) {
        turn.running = false;
        running = running - 1;
        lastTurn = now;
        load.end(turn.busySince);
    }
}
