package org.palisade.scanserver.scan;

import java.time.Duration;
import org.palisade.protocol.scan.Limits;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of scanning.
 *
 * @param workers    threads that hash and judge
 * @param open       most scans receiving fragments at once, a quarter of them of one agent; each may hold {@code fragment * window} bytes
 * @param queue      most requests waiting to be opened; beyond it they are told to come back
 * @param objectSize largest object scanned, bytes
 * @param fragment   size of the fragments asked for, bytes
 * @param window     most fragments of one scan under way
 * @param stall      an open scan whose agent sends nothing for so long, or after so long less than 64 KiB/s in the mean, gives up its place
 */
public record ScanConfig(int workers, int open, int queue, long objectSize, int fragment, int window, Duration stall) {

    /** Most scans of one agent receiving fragments at once: the others' turn must come however many one agent orders. */
    int openPerAgent() {
        return Math.max(2, open / 4);
    }

    /** Reads the settings. */
    public static ScanConfig from(Settings settings) throws SettingsException {
        return new ScanConfig((int) settings.number("scan.workers", Runtime.getRuntime().availableProcessors(), 1, 256),
                (int) settings.number("scan.open", 16, 1, 1024),
                (int) settings.number("scan.queue", 1000, 1, 1_000_000),
                settings.number("scan.object-size", 1L << 40, 1, Long.MAX_VALUE),
                (int) settings.number("scan.fragment", Limits.FRAGMENT, 4096, Limits.FRAGMENT),
                (int) settings.number("scan.window", 4, 1, 64),
                settings.seconds("scan.stall-seconds", 15));
    }
}
