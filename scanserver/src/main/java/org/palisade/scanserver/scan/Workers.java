package org.palisade.scanserver.scan;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import java.util.UUID;

/**
 * The threads of one lane, which hash and judge. Each step of a scan is short and queues anew, so that open scans take turns; the queue is fair by the time that
 * steps took. A thread that is stuck in an engine after its scan has ended is given up and replaced.
 */
final class Workers implements AutoCloseable, Turns.Normal {

    /** What surrounds each step: the meter of load, or the turns of the heavy lane. */
    interface Frame {
        /** Called before; may wait. Gives what {@link #leave} gets. */
        long enter(OpenScan scan);

        void leave(OpenScan scan, long entered);
    }

    private static final Logger LOG = System.getLogger(Workers.class.getName());
    private static final int STACK = 512 * 1024;
    private static final long ADVANCE = 20_000;
    private static final long STUCK = 2_000_000_000;

    private final String name;
    private final int count;
    private final int most;
    private final int buffer;
    private final Frame frame;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final FairQueue<OpenScan> steps;
    private final List<Worker> workers = new ArrayList<>();
    private final AtomicInteger demand = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private volatile long lastStep;
    private volatile int abandoned;
    private long abandonedEver;
    private int idle;
    private int number;
    private boolean closed;

    /**
     * Threads are made when there is work for them.
     *
     * @param count  how many at most; as many again may be given up twice over before none is replaced any more
     * @param buffer bytes each reads at once
     */
    Workers(String name, int count, int buffer, Frame frame, ToIntFunction<UUID> weight, LongSupplier nanos) {
        this.name = name;
        this.count = count;
        this.most = 2 * count;
        this.buffer = buffer;
        this.frame = frame;
        this.nanos = nanos;
        this.steps = new FairQueue<>(weight, ADVANCE);
        this.lastStep = nanos.getAsLong() - Turns.ABOUT;
    }

    /** Queues a step of a scan, which has none queued or running. */
    void execute(OpenScan scan) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            demand.incrementAndGet();
            steps.add(scan.order().tenant(), scan.order().agent(), scan);
            if (idle > 0) {
                work.signal();
            }
            // One that was told and is not awake yet counts as idle still, but takes one step only.
            if (steps.size() > idle && workers.size() < count) {
                begin();
            }
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        Worker worker = new Worker();
        workers.add(worker);
        Thread thread = new Thread(null, worker, name + "-" + ++number, STACK);
        thread.setDaemon(true);
        worker.thread = thread;
        boolean begun = false;
        try {
            thread.start();
            begun = true;
        } finally {
            if (!begun) {
                // There was no memory for a thread: the next one who needs it tries again.
                workers.remove(worker);
            }
        }
    }

    @Override
    public int demand() {
        return demand.get();
    }

    @Override
    public long lastStep() {
        return lastStep;
    }

    /** Threads inside a step. */
    int busy() {
        return busy.get();
    }

    /** Threads given up that have not come back. */
    int abandoned() {
        return abandoned;
    }

    /** Threads given up since the start. */
    long abandonedEver() {
        lock.lock();
        try {
            return abandonedEver;
        } finally {
            lock.unlock();
        }
    }

    /** Gives up threads that are stuck; called about every second. */
    void check(long now) {
        lock.lock();
        try {
            steps.tidy();
            for (Worker worker : new ArrayList<>(workers)) {
                if (abandoned < most && worker.giveUpIfStuck(now)) {
                    workers.remove(worker);
                    abandoned++;
                    abandonedEver++;
                    demand.decrementAndGet();
                    if (!closed) {
                        begin();
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next step; waits for one. Empty when it is time to go. */
    private Optional<OpenScan> next() throws InterruptedException {
        lock.lock();
        try {
            Optional<OpenScan> next = steps.poll(FairQueue.Gate.OPEN);
            while (next.isEmpty() && !closed) {
                idle++;
                try {
                    work.await();
                } finally {
                    idle--;
                }
                next = steps.poll(FairQueue.Gate.OPEN);
            }
            return closed ? Optional.empty() : next;
        } finally {
            lock.unlock();
        }
    }

    private void done(OpenScan scan, long took, boolean again) {
        lock.lock();
        try {
            steps.charge(scan.order().tenant(), scan.order().agent(), took);
            if (again) {
                steps.add(scan.order().tenant(), scan.order().agent(), scan);
            } else {
                demand.decrementAndGet();
            }
        } finally {
            lock.unlock();
        }
    }

    private void gone(Worker worker, boolean givenUp) {
        lock.lock();
        try {
            if (givenUp) {
                abandoned--;
                return;
            }
            workers.remove(worker);
            if (!closed && steps.size() > 0 && workers.size() < count) {
                begin();
            }
        } finally {
            lock.unlock();
        }
    }

    /** One thread. Its lock decides between the end of a step and its being given up. */
    private final class Worker implements Runnable {

        private final ByteBuffer bytes = ByteBuffer.allocate(buffer);
        private volatile Thread thread;
        private OpenScan current;
        private boolean givenUp;

        @Override
        public void run() {
            try {
                Optional<OpenScan> next = next();
                while (next.isPresent() && step(next.get())) {
                    next = next();
                }
            } catch (InterruptedException e) {
                // Nobody interrupts one that waits for work.
                Thread.currentThread().interrupt();
            } finally {
                gone(this, isGivenUp());
            }
        }

        /** False if it was given up meanwhile. */
        private boolean step(OpenScan scan) {
            synchronized (this) {
                current = scan;
            }
            busy.incrementAndGet();
            long begun = nanos.getAsLong();
            try {
                long entered = frame.enter(scan);
                begun = nanos.getAsLong();
                try {
                    scan.step(bytes);
                } finally {
                    frame.leave(scan, entered);
                }
            } finally {
                busy.decrementAndGet();
                long now = nanos.getAsLong();
                lastStep = now;
                if (finish()) {
                    done(scan, now - begun, scan.rest());
                }
            }
            return !isGivenUp();
        }

        private synchronized boolean finish() {
            current = null;
            return !givenUp;
        }

        private synchronized boolean isGivenUp() {
            return givenUp;
        }

        private synchronized boolean giveUpIfStuck(long now) {
            if (current == null || !current.over() || now - current.overSince() <= STUCK) {
                return false;
            }
            LOG.log(Level.ERROR, "{0} has been inside the engine for more than 2 s after request {1} of agent {2} ended; it is given up",
                    thread.getName(), Integer.toString(current.order().request()), current.order().agent());
            givenUp = true;
            current.givenUp();
            thread.interrupt();
            return true;
        }
    }
}
