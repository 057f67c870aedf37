package org.palisade.scanserver.scan;

import java.time.Duration;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.protocol.scan.Limits;

/**
 * Settings of scanning.
 *
 * @param workers    threads that hash and judge
 * @param open       most scans in the normal lane at once; each holds one fragment at least
 * @param queue      most requests waiting to be opened; beyond it they are told to come back
 * @param objectSize largest object scanned, bytes
 * @param fragment   size of the fragments asked for, bytes
 * @param window     most fragments of one scan under way
 * @param stall      an open scan whose agent sends nothing for so long, or after so long less than 64 KiB/s in the mean, gives up its place
 * @param large      objects above this, bytes, go to the heavy lane, like archives
 * @param heavyOpen  most scans in the heavy lane at once; each has a thread
 * @param heavyQueue most requests waiting for the heavy lane
 * @param memory     bytes that open scans share for fragments beyond their first
 * @param requests   most requests under way, those included that wait for another with the same content
 */
public record ScanConfig(int workers, int open, int queue, long objectSize, int fragment, int window, Duration stall, long large, int heavyOpen, int heavyQueue,
                         long memory, int requests) {

    private static final long LARGE = 16L << 20;
    private static final int HEAVY_OPEN = 4;
    private static final int HEAVY_QUEUE = 256;
    private static final long MEMORY = 32L << 20;
    private static final int REQUESTS = 65_536;

    /** Settings with the rest at its defaults. */
    public ScanConfig(int workers, int open, int queue, long objectSize, int fragment, int window, Duration stall) {
        this(workers, open, queue, objectSize, fragment, window, stall, LARGE, HEAVY_OPEN * workers, HEAVY_QUEUE, MEMORY, REQUESTS);
    }

    /** Reads the settings. */
    public static ScanConfig from(Settings settings) throws SettingsException {
        int workers = (int) settings.number("scan.workers", Runtime.getRuntime().availableProcessors(), 1, 256);
        return new ScanConfig(workers,
                (int) settings.number("scan.open", 128, 1, 4096),
                (int) settings.number("scan.queue", 1000, 1, 1_000_000),
                settings.number("scan.object-size", 1L << 40, 1, Long.MAX_VALUE),
                (int) settings.number("scan.fragment", Limits.FRAGMENT, 4096, Limits.FRAGMENT),
                (int) settings.number("scan.window", 4, 1, 64),
                settings.seconds("scan.stall-seconds", 15),
                settings.number("scan.large", LARGE, 1, Long.MAX_VALUE),
                (int) settings.number("scan.heavy-open", HEAVY_OPEN * workers, 1, 1024),
                (int) settings.number("scan.heavy-queue", HEAVY_QUEUE, 1, 1_000_000),
                settings.number("scan.memory", MEMORY, 0, 1L << 40),
                (int) settings.number("scan.requests", REQUESTS, 1, 10_000_000));
    }
}
