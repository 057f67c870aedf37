package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A member of a zip archive as one of its two headers states it.
 *
 * @param header  where its local header begins
 * @param data    where its bytes begin
 * @param packed  bytes it takes; -1 if the header does not know
 * @param next    where the next header of the same kind would begin
 */
record ZipEntry(String name, int flags, int method, long crc32, long packed, long size, long header, long data, long next) {

    static final int LOCAL = 0x04034b50;
    static final int CENTRAL = 0x02014b50;

    private static final long LARGE = 0xffffffffL;
    private static final int MOST_NAME = 4096;

    boolean encrypted() {
        return (flags & 1) != 0 || (flags & 0x40) != 0 || method == 99;
    }

    /** Whether sizes and checksum stand behind the bytes instead of in the local header. */
    boolean sizesBehind() {
        return (flags & 8) != 0;
    }

    /** Whether it is a folder and nothing else: whatever its name, an entry that does not know its size or states an impossible one may have bytes. */
    boolean folder() {
        return name.endsWith("/") && size == 0 && packed >= 0 && packed <= 2;
    }

    /** The local header there. */
    static ZipEntry local(Content content, long at) throws IOException {
        byte[] fixed = content.bytes(at, 30);
        if (Little.i32(fixed, 0) != LOCAL) {
            throw new IOException("no local header");
        }
        int nameLength = Little.u16(fixed, 26);
        int extraLength = Little.u16(fixed, 28);
        long[] sizes = {Little.u32(fixed, 22), Little.u32(fixed, 18), 0};
        byte[] extra = content.bytes(at + 30 + nameLength, extraLength);
        large(extra, sizes);
        int flags = Little.u16(fixed, 6);
        long packed = (flags & 8) != 0 && sizes[1] == 0 ? -1 : sizes[1];
        return new ZipEntry(name(content, at + 30, nameLength), flags, Little.u16(fixed, 8), Little.u32(fixed, 14), packed, sizes[0], at,
                at + 30 + nameLength + extraLength, 0);
    }

    /**
     * The entry of the central directory there.
     *
     * @param base where the archive begins in the file
     */
    static ZipEntry central(Content content, long at, long base) throws IOException {
        byte[] fixed = content.bytes(at, 46);
        if (Little.i32(fixed, 0) != CENTRAL) {
            throw new IOException("no entry of the central directory");
        }
        int nameLength = Little.u16(fixed, 28);
        int extraLength = Little.u16(fixed, 30);
        long[] sizes = {Little.u32(fixed, 24), Little.u32(fixed, 20), Little.u32(fixed, 42)};
        large(content.bytes(at + 46 + nameLength, extraLength), sizes);
        return new ZipEntry(name(content, at + 46, nameLength), Little.u16(fixed, 8), Little.u16(fixed, 10), Little.u32(fixed, 16), sizes[1], sizes[0],
                base + sizes[2], -1, at + 46 + nameLength + extraLength + Little.u16(fixed, 32));
    }

    /** The same entry with the place of its bytes. */
    ZipEntry at(long place) {
        return new ZipEntry(name, flags, method, crc32, packed, size, header, place, next);
    }

    private static String name(Content content, long at, int length) throws IOException {
        return new String(content.bytes(at, Math.min(length, MOST_NAME)), StandardCharsets.UTF_8);
    }

    /** Puts 64-bit numbers of the extra field where the header says that they are there. */
    private static void large(byte[] extra, long[] sizes) {
        int at = 0;
        while (at + 4 <= extra.length) {
            int end = Math.min(extra.length, at + 4 + Little.u16(extra, at + 2));
            if (Little.u16(extra, at) == 1) {
                int value = at + 4;
                for (int i = 0; i < sizes.length; i++) {
                    if (sizes[i] == LARGE && value + 8 <= end) {
                        sizes[i] = Little.i64(extra, value);
                        value += 8;
                    }
                }
            }
            at = end;
        }
    }
}
