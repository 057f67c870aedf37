package org.palisade.agent.file;

import java.time.Instant;

/**
 * Which file, in which state: as long as all of this is the same, the content is taken to be the same. The inode's change time cannot be set
 * back by a program, so it cannot be forged without changing the clock.
 *
 * @param device   number of the device
 * @param inode    number of the file on it
 * @param size     bytes
 * @param modified time of the last write, nanoseconds since 1970
 * @param changed  time of the last change of content or inode, nanoseconds since 1970
 */
public record FileVersion(long device, long inode, long size, long modified, long changed) {

    /** Kernel time stamps move in ticks; a second write within one tick would leave no trace. */
    private static final long TICK_NANOS = 100_000_000L;

    /** True once the last change is so long ago that another one would show. */
    public boolean settled(Instant now) {
        long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        return nanos - changed >= TICK_NANOS && nanos - modified >= TICK_NANOS || modified > changed && nanos - changed >= TICK_NANOS;
    }

    /** True if it is the same file, whatever its state. */
    public boolean sameFile(FileVersion other) {
        return device == other.device && inode == other.inode;
    }
}
