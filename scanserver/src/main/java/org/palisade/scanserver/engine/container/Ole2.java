package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Microsoft's compound file, read in place. Its directory is taken as a list, not as a tree: a loop in the tree hides nothing and costs nothing, and deleted streams are
 * seen too. A chain of sectors never has more of them than the file. Own reading, because the library there is takes all of the file into memory and
 * refuses files that Office opens.
 */
final class Ole2 {

    /** A stream of the file. */
    record Entry(String name, Content content, boolean whole) {
    }

    private static final int LAST = -2;
    private static final int FREE = -1;
    private static final int MOST_ENTRIES = 200_000;

    private final Content content;
    private final int shift;
    private final int miniShift;
    private final int cutoff;
    private final int[] fat;
    private final Content directory;
    private final Content miniStream;
    private final Content miniFat;

    Ole2(Content content) throws IOException {
        this.content = content;
        byte[] head = content.bytes(0, 512);
        shift = Little.u16(head, 30);
        miniShift = Little.u16(head, 32);
        cutoff = Little.i32(head, 56);
        if (shift < 7 || shift > 16 || miniShift < 4 || miniShift >= shift) {
            throw new IOException("sectors of 2^" + shift);
        }
        fat = fat(head);
        directory = chain(Little.i32(head, 48), Long.MAX_VALUE, false);
        miniFat = chain(Little.i32(head, 60), Long.MAX_VALUE, false);
        byte[] root = new byte[128];
        directory.fill(0, root);
        miniStream = chain(Little.i32(root, 116), Little.u32(root, 120), false);
    }

    /** Number of directory entries, used or not. */
    int entries() {
        return (int) Math.min(MOST_ENTRIES, directory.size() / 128);
    }

    /** Whether the directory has more entries than are looked at. */
    boolean tooMany() {
        return directory.size() / 128 > MOST_ENTRIES;
    }

    /** The stream at that place of the directory; none if there is something else. */
    List<Entry> entry(int index) throws IOException {
        byte[] entry = new byte[128];
        if (directory.fill(index * 128L, entry) < entry.length || entry[66] != 2) {
            return List.of();
        }
        int length = Math.max(0, Math.min(64, Little.u16(entry, 64)) - 2);
        String name = new String(entry, 0, length, StandardCharsets.UTF_16LE);
        long size = shift > 9 ? Little.i64(entry, 120) : Little.u32(entry, 120);
        int start = Little.i32(entry, 116);
        if (size < 0) {
            return List.of(new Entry(name, Content.of(new byte[0]), false));
        }
        Content stream = size == 0 ? Content.of(new byte[0]) : chain(start, size, size < cutoff);
        return List.of(new Entry(name, stream, stream.size() == size));
    }

    /** Sectors that hold the allocation table. */
    private int[] fat(byte[] head) throws IOException {
        long most = content.size() / (4L << shift - 2 << shift - 2) + 2;
        int count = (int) Math.max(0, Math.min(Little.u32(head, 44), most));
        int[] sectors = new int[count];
        int at = 0;
        for (; at < Math.min(109, count); at++) {
            sectors[at] = Little.i32(head, 76 + 4 * at);
        }
        int further = Little.i32(head, 68);
        int each = (1 << shift) / 4 - 1;
        for (int rounds = 0; at < count && further >= 0 && rounds < most; rounds++) {
            byte[] sector = new byte[1 << shift];
            if (content.fill(place(further), sector) < sector.length) {
                break;
            }
            for (int i = 0; i < each && at < count; i++) {
                sectors[at++] = Little.i32(sector, 4 * i);
            }
            further = Little.i32(sector, 4 * each);
        }
        return Arrays.copyOf(sectors, at);
    }

    private long place(int sector) {
        return (sector + 1L) << shift;
    }

    private int next(int sector, boolean mini) throws IOException {
        byte[] number = new byte[4];
        if (mini) {
            return miniFat.fill(4L * sector, number) < 4 ? FREE : Little.i32(number, 0);
        }
        int perSector = shift - 2;
        int table = sector >> perSector;
        if (table >= fat.length || fat[table] < 0) {
            return FREE;
        }
        long at = place(fat[table]) + 4L * (sector & (1 << perSector) - 1);
        return content.fill(at, number) < 4 ? FREE : Little.i32(number, 0);
    }

    /** A stream whose sectors are chained; as much of it as there is. */
    private Content chain(int start, long size, boolean mini) throws IOException {
        int unit = mini ? miniShift : shift;
        long available = (mini ? miniStream : content).size();
        long most = Math.min(available / (1L << unit) + 1, (size - 1 >> unit) + 1);
        int[] sectors = new int[16];
        int count = 0;
        long there = 0;
        // The file may be cut within a sector; one that is not there at all ends the chain, whatever would follow it.
        for (int sector = start; sector >= 0 && count < most && there == (long) count << unit; sector = next(sector, mini)) {
            long left = available - (sector + (mini ? 0L : 1L) << unit);
            if (left <= 0) {
                break;
            }
            there += Math.min(left, 1L << unit);
            if (count == sectors.length) {
                sectors = Arrays.copyOf(sectors, count * 2);
            }
            sectors[count++] = sector;
        }
        return new Chain(mini ? miniStream : content, Arrays.copyOf(sectors, count), unit, mini ? 0 : 1, Math.min(size, there));
    }

    /** Bytes in sectors that lie anywhere. */
    private record Chain(Content from, int[] sectors, int shift, int first, long size) implements Content {
        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            if (position >= size) {
                return -1;
            }
            if (length == 0) {
                return 0;
            }
            int inside = (int) (position & (1L << shift) - 1);
            int count = (int) Math.min(Math.min(length, size - position), (1 << shift) - inside);
            int index = (int) (position >> shift);
            int joined = index;
            // Sectors that follow each other are read at once.
            while (count < length && joined + 1 < sectors.length && sectors[joined + 1] == sectors[joined] + 1 && count < size - position) {
                joined++;
                count = (int) Math.min(Math.min(length, size - position), count + (1L << shift));
            }
            return from.read(((long) sectors[index] + first << shift) + inside, into, offset, count);
        }
    }
}
