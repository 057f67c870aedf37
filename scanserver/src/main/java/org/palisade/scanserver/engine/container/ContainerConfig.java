package org.palisade.scanserver.engine.container;

import java.nio.file.Path;
import java.time.Duration;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Limits of opening containers. Each one that is reached has its own reason in the verdict.
 *
 * @param depth         most containers around a member
 * @param ratio         a member of more than 10 MiB may unpack to at most so many times its packed size
 * @param count         most members of one object, at all depths together
 * @param totalSize     most bytes that the members of one object may have together
 * @param memberSize    most bytes of one member
 * @param time          longest time for one object, matching its members included
 * @param decoderMemory most memory that one decoder may take for its window, bytes
 * @param folder        for what does not fit into memory
 * @param spoolDisk     most bytes of all scans together in that folder
 * @param spoolMemory   most bytes of all scans together in memory
 * @param objectMemory  an object or member larger than this, bytes, goes to the folder
 * @param decodersMemory most memory that the decoders of all scans may take together, bytes; 0 for a quarter of the heap
 */
public record ContainerConfig(int depth, int ratio, int count, long totalSize, long memberSize, Duration time, int decoderMemory, Path folder, long spoolDisk,
                              long spoolMemory, int objectMemory, long decodersMemory) {

    private static final long MIB = 1 << 20;

    /** Limits with the usual memory for all decoders together. */
    public ContainerConfig(int depth, int ratio, int count, long totalSize, long memberSize, Duration time, int decoderMemory, Path folder, long spoolDisk, long spoolMemory,
                           int objectMemory) {
        this(depth, ratio, count, totalSize, memberSize, time, decoderMemory, folder, spoolDisk, spoolMemory, objectMemory, 0);
    }

    /** The defaults with a folder. */
    public static ContainerConfig defaults(Path folder) {
        return new ContainerConfig(16, 500, 10_000, 400 * MIB, 100 * MIB, Duration.ofSeconds(120), (int) (72 * MIB), folder, 4096 * MIB, 64 * MIB, (int) MIB);
    }

    /** Reads the settings; {@code home} is the Protection Server's own folder. */
    public static ContainerConfig from(Settings settings, Path home) throws SettingsException {
        ContainerConfig otherwise = defaults(home.resolve(settings.text("container.folder", "scratch")));
        return new ContainerConfig((int) settings.number("container.depth", otherwise.depth, 1, 64),
                (int) settings.number("container.ratio", otherwise.ratio, 1, 1_000_000),
                (int) settings.number("container.members", otherwise.count, 1, 10_000_000),
                settings.number("container.total-size", otherwise.totalSize, 1, Long.MAX_VALUE),
                settings.number("container.member-size", otherwise.memberSize, 1, Long.MAX_VALUE),
                settings.seconds("container.time-seconds", otherwise.time.toSeconds()),
                (int) settings.number("container.decoder-memory", otherwise.decoderMemory, MIB, 1024 * MIB),
                otherwise.folder,
                settings.number("container.spool-disk", otherwise.spoolDisk, 0, Long.MAX_VALUE),
                settings.number("container.spool-memory", otherwise.spoolMemory, 0, Long.MAX_VALUE),
                (int) settings.number("container.object-memory", otherwise.objectMemory, 0, 1024 * MIB),
                settings.number("container.decoders-memory", otherwise.decodersMemory, 0, 1L << 40));
    }
}
