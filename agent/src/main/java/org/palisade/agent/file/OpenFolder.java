package org.palisade.agent.file;

import com.sun.jna.Memory;
import java.io.IOException;

/**
 * A folder held open, reached from the root without following a single link, so that nobody can move the ground from under what is done in
 * it.
 */
public final class OpenFolder implements AutoCloseable {

    private final int descriptor;

    private OpenFolder(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens a folder.
     *
     * @throws NativeIOException if a part of the path is missing, or is a link
     */
    public static OpenFolder of(RawPath path) throws NativeIOException {
        int flags = Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
        byte[] bytes = path.bytes();
        int here = open(Libc.AT_FDCWD, new byte[] {'/'}, flags);
        int start = 1;
        while (start < bytes.length) {
            int end = start;
            while (end < bytes.length && bytes[end] != '/') {
                end++;
            }
            if (end > start) {
                int next;
                try {
                    next = open(here, java.util.Arrays.copyOfRange(bytes, start, end), flags);
                } finally {
                    Libc.close(here);
                }
                here = next;
            }
            start = end + 1;
        }
        return new OpenFolder(here);
    }

    /** What the kernel says of a name in it; a link is not followed. */
    public FileStatus status(byte[] name) throws IOException {
        return FileStatus.of(descriptor, name);
    }

    /** Removes a name. */
    public void remove(byte[] name) throws NativeIOException {
        try (Memory text = Libc.text(name)) {
            check("unlinkat", Libc.unlinkat(descriptor, text, 0));
        }
    }

    /** Makes a new file that only its owner may read and write. */
    public NewFile create(byte[] name) throws NativeIOException {
        return new NewFile(open(descriptor, name, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW | Libc.O_CLOEXEC));
    }

    /** Gives a file another name; fails with {@link Libc#EEXIST} if something has that name. */
    public void rename(byte[] from, byte[] to) throws NativeIOException {
        try (Memory source = Libc.text(from); Memory target = Libc.text(to)) {
            check("renameat2", Libc.renameat2(descriptor, source, descriptor, target, Libc.RENAME_NOREPLACE));
        }
    }

    /** Puts its names on disk; file systems that cannot do that for a folder are taken as they are. */
    public void sync() throws NativeIOException {
        int readable = open(descriptor, new byte[] {'.'}, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC);
        try {
            if (Libc.fsync(readable) < 0 && Libc.error() != Libc.EINVAL) {
                throw new NativeIOException("fsync", Libc.error());
            }
        } finally {
            Libc.close(readable);
        }
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }

    private static int open(int folder, byte[] name, int flags) throws NativeIOException {
        try (Memory text = Libc.text(name)) {
            int descriptor = Libc.openat(folder, text, flags, 0600);
            check("openat", descriptor);
            return descriptor;
        }
    }

    private static void check(String call, int result) throws NativeIOException {
        if (result < 0) {
            throw new NativeIOException(call, Libc.error());
        }
    }
}
