package org.palisade.scanserver.scan;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** How the kernel gives processors to the calling thread. */
interface Processors {

    /** Only where one has nothing else to do: whatever else wakes up goes first, at once. */
    void background();

    /** Like everybody. */
    void foreground();

    /**
     * Linux: policies {@code SCHED_IDLE} and {@code SCHED_OTHER}, sched(7). A processor with a thread of the first counts as free when the kernel looks for one; a mere
     * low priority does not do that. The way back needs {@code RLIMIT_NICE} for nice 0. Where the kernel does not let threads go both ways, none goes either: one that
     * stays in the background with a lock in its hands would hold up everybody.
     */
    final class Linux implements Processors {

        private static final Logger LOG = System.getLogger(Linux.class.getName());
        private static final int SCHED_OTHER = 0;
        private static final int SCHED_IDLE = 5;

        private final boolean usable = tryOut();

        private static native int sched_setscheduler(int thread, int policy, int[] parameters) throws LastErrorException;

        @Override
        public void background() {
            if (usable) {
                sched_setscheduler(0, SCHED_IDLE, new int[1]);
            }
        }

        @Override
        public void foreground() {
            if (usable) {
                sched_setscheduler(0, SCHED_OTHER, new int[1]);
            }
        }

        /** In a thread of its own, which may be left behind. */
        private static boolean tryOut() {
            boolean[] both = new boolean[1];
            Thread thread = new Thread(() -> {
                try {
                    Native.register(Linux.class, "c");
                    sched_setscheduler(0, SCHED_IDLE, new int[1]);
                    sched_setscheduler(0, SCHED_OTHER, new int[1]);
                    both[0] = true;
                } catch (LastErrorException e) {
                    LOG.log(Level.INFO, "archives are opened beside all other work, not behind it: the kernel refuses sched_setscheduler (error {0}); the service has "
                            + "LimitNICE and SystemCallFilter for it", Integer.toString(e.getErrorCode()));
                } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
                    LOG.log(Level.WARNING, "archives are opened beside all other work, not behind it: no native library: {0}", e.getMessage());
                }
            }, "processors");
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return both[0];
        }
    }
}
