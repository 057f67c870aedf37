package org.palisade.agent.fake;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.palisade.agent.file.Libc;
import org.palisade.agent.file.RawPath;

/** Counts, by the kernel's own account, how often anybody opened or read a file of a folder. Asking for a file's state is neither. */
public final class Openings implements AutoCloseable {

    private static final int IN_ACCESS = 0x1;
    private static final int IN_OPEN = 0x20;
    private static final int IN_Q_OVERFLOW = 0x4000;
    private static final int IN_ISDIR = 0x40000000;
    private static final int ROOM = 64 * 1024;

    /** The part of the C library this needs. */
    static final class Watch {

        static {
            Native.register(Watch.class, "c");
        }

        private Watch() {
        }

        static native int inotify_init1(int flags);

        static native int inotify_add_watch(int descriptor, Pointer path, int mask);
    }

    private final int descriptor = Watch.inotify_init1(Libc.O_NONBLOCK | Libc.O_CLOEXEC);
    private int count;

    public Openings(Path folder) {
        try (Memory path = Libc.text(RawPath.of(folder).bytes())) {
            if (Watch.inotify_add_watch(descriptor, path, IN_OPEN | IN_ACCESS) < 0) {
                throw new AssertionError("the folder cannot be watched: error " + Libc.error());
            }
        }
    }

    /** How often so far. */
    public int soFar() {
        try (Memory events = new Memory(ROOM)) {
            for (long got = Libc.read(descriptor, events, ROOM); got > 0; got = Libc.read(descriptor, events, ROOM)) {
                for (long at = 0; at < got; at += 16 + events.getInt(at + 12)) {
                    int mask = events.getInt(at + 4);
                    if ((mask & IN_Q_OVERFLOW) != 0) {
                        throw new AssertionError("more was opened than can be counted");
                    }
                    count += (mask & IN_ISDIR) == 0 ? 1 : 0;
                }
            }
        }
        return count;
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }
}
