package org.palisade.agent.file;

import com.sun.jna.Memory;
import java.io.IOException;

/** A file being made in an {@link OpenFolder}. */
public final class NewFile implements AutoCloseable {

    private static final int UTIME_OMIT = (1 << 30) - 2;

    private final int descriptor;

    NewFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Appends bytes. */
    public void write(byte[] bytes) throws NativeIOException {
        try (Memory memory = new Memory(Math.max(bytes.length, 1))) {
            memory.write(0, bytes, 0, bytes.length);
            long done = 0;
            while (done < bytes.length) {
                long put = Libc.write(descriptor, memory.share(done), bytes.length - done);
                if (put < 0 && Libc.error() != Libc.EINTR) {
                    throw new NativeIOException("write", Libc.error());
                }
                done += Math.max(put, 0);
            }
        }
    }

    /**
     * Gives it an owner, permissions and the time of its last write, and puts it on disk. Rights to act as its owner (setuid, setgid) are left out.
     *
     * @param modified nanoseconds since 1970
     */
    public void finish(int owner, int group, int mode, long modified) throws NativeIOException {
        check("fchown", Libc.fchown(descriptor, owner, group));
        check("fchmod", Libc.fchmod(descriptor, mode & 0777));
        try (Memory times = new Memory(32)) {
            times.setLong(0, 0);
            times.setLong(8, UTIME_OMIT);
            times.setLong(16, Math.floorDiv(modified, 1_000_000_000L));
            times.setLong(24, Math.floorMod(modified, 1_000_000_000L));
            check("futimens", Libc.futimens(descriptor, times));
        }
        check("fsync", Libc.fsync(descriptor));
    }

    /** What the kernel says of it now. */
    public FileStatus status() throws IOException {
        return FileStatus.of(descriptor);
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }

    private static void check(String call, int result) throws NativeIOException {
        if (result < 0) {
            throw new NativeIOException(call, Libc.error());
        }
    }
}
