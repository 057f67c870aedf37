package org.palisade.agent.file;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.palisade.protocol.scan.Digest;

/**
 * An open file, by descriptor: whatever happens to its name, what is read is what was opened. Closing waits for nobody: a read under way keeps
 * the descriptor alive and the last one out closes it, so a number is never read from after the kernel gave it to another file.
 */
public final class OpenFile implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;
    private static final int LINK = 4096;
    private static final int HANDLE = 136;

    private final int descriptor;
    private int users;
    private boolean closed;

    private OpenFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Takes over a descriptor somebody opened for us; it is closed with this object. */
    public static OpenFile adopt(int descriptor) {
        return new OpenFile(descriptor);
    }

    /**
     * Opens a file for reading. A link in the last place is not followed, and a pipe does not block.
     *
     * @throws NativeIOException if the kernel refuses
     */
    public static OpenFile open(RawPath path) throws NativeIOException {
        int flags = Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC | Libc.O_LARGEFILE;
        try (Memory text = Libc.text(path.bytes())) {
            int descriptor = Libc.open(text, flags | Libc.O_NOATIME, 0);
            if (descriptor < 0 && Libc.error() == Libc.EPERM) {
                // Only a file's owner and root may ask that the time of reading is left alone.
                descriptor = Libc.open(text, flags, 0);
            }
            if (descriptor < 0) {
                throw new NativeIOException("open", Libc.error());
            }
            return new OpenFile(descriptor);
        }
    }

    /** What the kernel says of it now. */
    public FileStatus status() throws IOException {
        enter();
        try {
            return FileStatus.of(descriptor);
        } finally {
            leave();
        }
    }

    /** The same as far as this machine knows it: no other one, a file server say, is asked. */
    public FileStatus statusAtHand() throws IOException {
        enter();
        try {
            return FileStatus.atHand(descriptor);
        } finally {
            leave();
        }
    }

    /** What the kernel finds its inode by whatever becomes of its name, for {@link #byHandle}; empty if its file system has no such thing. Asks no disk. */
    public byte[] handle() throws IOException {
        enter();
        try (Memory handle = new Memory(HANDLE); Memory mount = new Memory(Integer.BYTES); Memory empty = Libc.text(new byte[0])) {
            handle.setInt(0, HANDLE - 2 * Integer.BYTES);
            if (Libc.name_to_handle_at(descriptor, empty, handle, mount, Libc.AT_EMPTY_PATH) != 0) {
                return new byte[0];
            }
            return handle.getByteArray(0, Math.min(HANDLE, 2 * Integer.BYTES + handle.getInt(0)));
        } finally {
            leave();
        }
    }

    /**
     * Opens for reading what {@link #handle} named. Needs the right to search all folders, as root has.
     *
     * @param folder a folder on the same file system, opened for reading
     * @throws NativeIOException if the inode is no more, or the kernel refuses
     */
    public static OpenFile byHandle(OpenFile folder, byte[] handle) throws IOException {
        folder.enter();
        try (Memory copy = new Memory(HANDLE)) {
            copy.clear();
            copy.write(0, handle, 0, Math.min(HANDLE, handle.length));
            int descriptor = Libc.open_by_handle_at(folder.descriptor, copy, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC | Libc.O_LARGEFILE);
            if (descriptor < 0) {
                throw new NativeIOException("open_by_handle_at", Libc.error());
            }
            return new OpenFile(descriptor);
        } finally {
            folder.leave();
        }
    }

    /** Its name now, as the kernel reports it; a removed file's ends in {@code " (deleted)"}. */
    public RawPath path() throws IOException {
        enter();
        try (Memory link = Libc.text(("/proc/self/fd/" + descriptor).getBytes(StandardCharsets.US_ASCII));
             Memory target = new Memory(LINK)) {
            long length = Libc.readlink(link, target, LINK);
            if (length <= 0) {
                throw new NativeIOException("readlink", Libc.error());
            }
            return RawPath.of(target.getByteArray(0, (int) length));
        } finally {
            leave();
        }
    }

    /**
     * Its name as seen through another mount of its file system: for a file opened in another mount namespace, whose name there means nothing here.
     *
     * @param folder a folder on that file system, opened for reading
     * @throws IOException if the file system cannot tell
     */
    public RawPath pathThrough(OpenFile folder) throws IOException {
        enter();
        try (Memory handle = new Memory(HANDLE); Memory mount = new Memory(Integer.BYTES); Memory empty = Libc.text(new byte[0])) {
            handle.setInt(0, HANDLE - 2 * Integer.BYTES);
            if (Libc.name_to_handle_at(descriptor, empty, handle, mount, Libc.AT_EMPTY_PATH) != 0) {
                throw new NativeIOException("name_to_handle_at", Libc.error());
            }
            int same = Libc.open_by_handle_at(folder.descriptor, handle, Libc.O_PATH | Libc.O_CLOEXEC);
            if (same < 0) {
                throw new NativeIOException("open_by_handle_at", Libc.error());
            }
            try (OpenFile seen = adopt(same)) {
                return seen.path();
            }
        } finally {
            leave();
        }
    }

    /**
     * True if certainly nobody has it open for writing, nor mapped so that writes leave no trace: the kernel gives a read lease on such a file only. The
     * lease is given back at once. May wait for nobody, but is not for the thread that reads events.
     */
    public boolean unwritten() throws IOException {
        enter();
        try {
            // Whoever opens it for writing in between makes the kernel send a signal: one that is ignored, not the one that ends a process.
            if (Libc.fcntl(descriptor, Libc.F_SETSIG, Libc.SIGURG) != 0 || Libc.fcntl(descriptor, Libc.F_SETLEASE, Libc.F_RDLCK) != 0) {
                return false;
            }
            Libc.fcntl(descriptor, Libc.F_SETLEASE, Libc.F_UNLCK);
            return true;
        } finally {
            leave();
        }
    }

    /**
     * Reads at a place.
     *
     * @param offset from the start, bytes
     * @param into   is filled from its position, as far as the file goes
     * @return bytes read; less than there was room for only at the end of the file
     */
    public int read(long offset, ByteBuffer into) throws IOException {
        int want = into.remaining();
        try (Memory memory = new Memory(Math.max(want, 1))) {
            int done = read(offset, memory, want);
            into.put(memory.getByteBuffer(0, Math.max(done, 1)).limit(done));
            return done;
        }
    }

    /**
     * Digest of the whole content.
     *
     * @param size how much there should be, bytes
     * @param goOn asked between pieces; false stops
     * @return empty if it was stopped, or if there was more or less than {@code size}
     */
    public Optional<Digest> digest(long size, BooleanSupplier goOn) throws IOException {
        MessageDigest sha = Digest.computation();
        byte[] piece = new byte[(int) Math.min(CHUNK, Math.max(size, 1))];
        long offset = 0;
        try (Memory memory = new Memory(piece.length)) {
            while (goOn.getAsBoolean()) {
                int got = read(offset, memory, piece.length);
                memory.read(0, piece, 0, got);
                sha.update(piece, 0, got);
                offset += got;
                if (got < piece.length || offset > size) {
                    return offset == size ? Optional.of(Digest.of(sha.digest())) : Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        boolean last;
        synchronized (this) {
            last = !closed && users == 0;
            closed = true;
        }
        if (last) {
            Libc.close(descriptor);
        }
    }

    private int read(long offset, Pointer into, int want) throws IOException {
        enter();
        try {
            int done = 0;
            while (done < want) {
                long got = Libc.pread(descriptor, into.share(done), want - done, offset + done);
                if (got < 0 && Libc.error() == Libc.EINTR) {
                    continue;
                }
                if (got < 0) {
                    throw new NativeIOException("pread", Libc.error());
                }
                if (got == 0) {
                    break;
                }
                done += (int) got;
            }
            return done;
        } finally {
            leave();
        }
    }

    private synchronized void enter() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
        users++;
    }

    private void leave() {
        boolean last;
        synchronized (this) {
            users--;
            last = closed && users == 0;
        }
        if (last) {
            Libc.close(descriptor);
        }
    }
}
