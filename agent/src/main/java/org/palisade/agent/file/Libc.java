package org.palisade.agent.file;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * The C library's functions, mapped directly. Sizes and offsets are {@code long}: 64-bit Linux only. Arguments that a call may block on are
 * never Java arrays, so that no call keeps the garbage collector waiting.
 */
public final class Libc {

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int EEXIST = 17;
    public static final int EINVAL = 22;
    public static final int EMFILE = 24;
    public static final int ENOSYS = 38;

    public static final int AT_FDCWD = -100;
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_NOATIME = 0x40000;
    public static final int O_CLOEXEC = 0x80000;
    public static final int O_PATH = 0x200000;
    /** These three differ between processor families. */
    public static final int O_DIRECTORY;
    public static final int O_NOFOLLOW;
    public static final int O_LARGEFILE;

    static final int F_SETSIG = 10;
    static final int F_SETLEASE = 1024;
    static final int F_RDLCK = 0;
    static final int F_UNLCK = 2;
    static final int SIGURG = 23;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int AT_STATX_DONT_SYNC = 0x4000;
    static final int RENAME_NOREPLACE = 1;

    static {
        boolean arm = "aarch64".equals(System.getProperty("os.arch"));
        O_DIRECTORY = arm ? 0x4000 : 0x10000;
        O_NOFOLLOW = arm ? 0x8000 : 0x20000;
        O_LARGEFILE = arm ? 0x20000 : 0x8000;
        Native.register(Libc.class, "c");
    }

    private Libc() {
    }

    public static native int open(Pointer path, int flags, int mode);

    public static native int openat(int folder, Pointer path, int flags, int mode);

    public static native int close(int descriptor);

    public static native long read(int descriptor, Pointer into, long bytes);

    public static native long write(int descriptor, Pointer from, long bytes);

    public static native long pread(int descriptor, Pointer into, long bytes, long offset);

    public static native long readlink(Pointer path, Pointer into, long bytes);

    public static native int poll(Pointer descriptors, long count, int milliseconds);

    public static native int statx(int folder, Pointer path, int flags, int mask, Pointer into);

    public static native int fanotify_init(int flags, int eventFlags);

    public static native int fanotify_mark(int group, int flags, long mask, int folder, Pointer path);

    static native int name_to_handle_at(int folder, Pointer path, Pointer handle, Pointer mount, int flags);

    static native int open_by_handle_at(int mount, Pointer handle, int flags);

    static native int fcntl(int descriptor, int order, int argument);

    static native int unlinkat(int folder, Pointer name, int flags);

    static native int renameat2(int fromFolder, Pointer from, int toFolder, Pointer to, int flags);

    static native int fchown(int descriptor, int owner, int group);

    static native int fchmod(int descriptor, int mode);

    static native int futimens(int descriptor, Pointer times);

    static native int fsync(int descriptor);

    /** The error number of this thread's last failed call. */
    public static int error() {
        return Native.getLastError();
    }

    /** A copy of bytes outside the heap, ended by a zero. */
    public static Memory text(byte[] bytes) {
        Memory memory = new Memory(bytes.length + 1L);
        memory.write(0, bytes, 0, bytes.length);
        memory.setByte(bytes.length, (byte) 0);
        return memory;
    }
}
