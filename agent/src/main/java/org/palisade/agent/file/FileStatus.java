package org.palisade.agent.file;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;

/**
 * What the kernel says of a file.
 *
 * @param version which file in which state
 * @param mode    type and permission bits
 * @param owner   user number
 * @param group   group number
 * @param links   names it has; 0 once it is removed
 */
public record FileStatus(FileVersion version, int mode, int owner, int group, int links) {

    /** Room for the kernel's structure, bytes. */
    public static final int BYTES = 256;

    private static final int TYPE = 0xf000;
    private static final int REGULAR = 0x8000;
    private static final int BASIC = 0x7ff;
    private static final Memory EMPTY = Libc.text(new byte[0]);

    /** True for an ordinary file, not a folder, link, pipe, socket or device. */
    public boolean regular() {
        return (mode & TYPE) == REGULAR;
    }

    static FileStatus of(int descriptor) throws IOException {
        return at(descriptor, EMPTY, Libc.AT_EMPTY_PATH);
    }

    /** As far as this machine knows it. */
    static FileStatus atHand(int descriptor) throws IOException {
        return at(descriptor, EMPTY, Libc.AT_EMPTY_PATH | Libc.AT_STATX_DONT_SYNC);
    }

    /**
     * Of a path, without opening what is there; a link in the last place is not followed.
     *
     * @throws NativeIOException if the kernel refuses
     */
    public static FileStatus of(RawPath path) throws IOException {
        return of(Libc.AT_FDCWD, path.bytes());
    }

    /** Of a name in a folder; a link is not followed. */
    static FileStatus of(int folder, byte[] name) throws IOException {
        try (Memory text = Libc.text(name)) {
            return at(folder, text, Libc.AT_SYMLINK_NOFOLLOW);
        }
    }

    private static FileStatus at(int folder, Pointer name, int flags) throws IOException {
        try (Memory status = new Memory(BYTES)) {
            if (Libc.statx(folder, name, flags, BASIC, status) != 0) {
                throw new NativeIOException("statx", Libc.error());
            }
            long device = (long) status.getInt(136) << 32 | Integer.toUnsignedLong(status.getInt(140));
            FileVersion version = new FileVersion(device, status.getLong(32), status.getLong(40), time(status, 112), time(status, 96));
            return new FileStatus(version, Short.toUnsignedInt(status.getShort(28)), status.getInt(20), status.getInt(24), status.getInt(16));
        }
    }

    private static long time(Pointer status, int offset) {
        return status.getLong(offset) * 1_000_000_000L + status.getInt(offset + 8);
    }
}
