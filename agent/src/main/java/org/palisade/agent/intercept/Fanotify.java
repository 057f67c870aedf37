package org.palisade.agent.intercept;

import com.sun.jna.Memory;
import org.palisade.agent.file.Libc;
import org.palisade.agent.file.NativeIOException;
import org.palisade.agent.file.RawPath;

/** A fanotify group: the kernel's events about files, and our answers. */
final class Fanotify implements AutoCloseable {

    static final long OPEN_PERM = 0x10000;
    static final long OPEN_EXEC_PERM = 0x40000;
    static final long CLOSE_WRITE = 0x8;

    private static final long ON_CHILD = 0x08000000;
    private static final int ALLOW = 1;
    private static final int DENY = 2;
    private static final int CLOEXEC_NONBLOCK_CONTENT_UNLIMITED = 0x1 | 0x2 | 0x4 | 0x10 | 0x20;
    private static final int ADD = 0x1;
    private static final int REMOVE = 0x2;
    private static final int FLUSH = 0x80;
    private static final int FILE_SYSTEM = 0x100;
    private static final int BUFFER = 4096;
    private static final short POLLIN = 1;

    private final int group;
    private final Memory events = new Memory(BUFFER);
    private final Memory poll = new Memory(8);
    private final Memory response = new Memory(8);
    private boolean closed;

    /**
     * Makes a group.
     *
     * @throws NativeIOException if the kernel does not let us
     */
    Fanotify() throws NativeIOException {
        group = Libc.fanotify_init(CLOEXEC_NONBLOCK_CONTENT_UNLIMITED, Libc.O_RDONLY | Libc.O_LARGEFILE | Libc.O_CLOEXEC | Libc.O_NOATIME);
        if (group < 0) {
            throw new NativeIOException("fanotify_init", Libc.error());
        }
        poll.setInt(0, group);
        poll.setShort(4, POLLIN);
    }

    /** Wants events about everything on the file system that a folder is on, whichever way it is reached. */
    void markFileSystem(RawPath folder) throws NativeIOException {
        mark(ADD | FILE_SYSTEM, OPEN_PERM | OPEN_EXEC_PERM | CLOSE_WRITE, folder);
    }

    /** Wants events about the files right in a folder. */
    void markFolder(RawPath folder) throws NativeIOException {
        mark(ADD, OPEN_PERM | CLOSE_WRITE | ON_CHILD, folder);
    }

    void unmarkFolder(RawPath folder) throws NativeIOException {
        mark(REMOVE, OPEN_PERM | CLOSE_WRITE | ON_CHILD, folder);
    }

    /** Waits for events, at most so long. For the one event thread. */
    boolean await(int milliseconds) {
        return Libc.poll(poll, 1, milliseconds) > 0;
    }

    /** Reads events; bytes of {@link #events()}, not above 0 if there are none. For the one event thread. */
    int read() {
        return (int) Libc.read(group, events, BUFFER);
    }

    /** The events last read, as the kernel lays them out. */
    Memory events() {
        return events;
    }

    /** Answers a permission event. Its descriptor must still be open. */
    synchronized void answer(int descriptor, boolean allow) {
        if (!closed) {
            response.setInt(0, descriptor);
            response.setInt(4, allow ? ALLOW : DENY);
            Libc.write(group, response, 8);
        }
    }

    /** Removes all marks: no new events. */
    synchronized void flush() {
        if (!closed) {
            Libc.fanotify_mark(group, FLUSH, 0, Libc.AT_FDCWD, null);
            Libc.fanotify_mark(group, FLUSH | FILE_SYSTEM, 0, Libc.AT_FDCWD, null);
        }
    }

    /** Ends the group; the kernel allows everything that still waits. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(group);
        }
    }

    private synchronized void mark(int flags, long mask, RawPath folder) throws NativeIOException {
        try (Memory path = Libc.text(folder.bytes())) {
            if (closed || Libc.fanotify_mark(group, flags, mask, Libc.AT_FDCWD, path) != 0) {
                throw new NativeIOException("fanotify_mark", Libc.error());
            }
        }
    }
}
