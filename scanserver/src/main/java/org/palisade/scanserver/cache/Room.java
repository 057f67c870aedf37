package org.palisade.scanserver.cache;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;

/** How many entries the memory outside the heap has room for: connections need a part of it, too. */
final class Room {

    private static final Logger LOG = System.getLogger(Room.class.getName());
    private static final double SHARE = 0.7;
    private static final int BYTES_AN_ENTRY = 95;

    private Room() {
    }

    /** As many as wanted, or as many as fit; the log says so. */
    static int entries(int wanted) {
        long limit = limit();
        long fit = Math.max(1, (long) (limit * SHARE / BYTES_AN_ENTRY));
        if (fit >= wanted) {
            return wanted;
        }
        LOG.log(Level.WARNING, "cache.entries is {0}, but memory outside the heap, {1} MiB, has room for {2}: raise -XX:MaxDirectMemorySize or -Xmx",
                Integer.toString(wanted), limit >> 20, Long.toString(fit));
        return (int) fit;
    }

    private static long limit() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long told = machine == null ? 0 : Long.parseLong(machine.getVMOption("MaxDirectMemorySize").getValue());
        return told > 0 ? told : Runtime.getRuntime().maxMemory();
    }
}
