package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.palisade.protocol.scan.Reason;

/**
 * Opens zip archives, programs of Java and documents of Office among them. There are two views of such an archive, its central directory and the headers before its
 * members, and programs differ in which one they believe: both are looked at. Members the directory names come first; where the two disagree on the packing, the
 * member is shown both ways; then whatever no entry of the directory covers is searched for members. Own reading, because a library that
 * keeps the directory in memory lets an archive of 2 MB with a million empty entries take a gigabyte.
 */
final class ZipOpener implements Opener {

    private static final int END = 22;
    private static final int END_LARGE_LOCATOR = 20;
    private static final int MOST_COMMENT = 0xffff;
    private static final long LARGE = 0xffffffffL;

    private record Range(long from, long to) {
    }

    private record Directory(long at, long base) {
    }

    @Override
    public void open(Content content, Place place) throws IOException {
        List<Range> covered = new ArrayList<>();
        Optional<Directory> directory = directory(content);
        boolean damaged = directory.isEmpty();
        if (directory.isPresent()) {
            damaged = !members(content, place, directory.get(), covered);
        }
        covered.sort(Comparator.comparingLong(Range::from));
        Search search = new Search(content);
        long reached = 0;
        for (Range range : covered) {
            gap(content, search, place, reached, range.from());
            reached = Math.max(reached, range.to());
        }
        gap(content, search, place, reached, content.size());
        if (damaged) {
            place.incomplete(Reason.ARCHIVE_DAMAGED);
        }
    }

    /** Whether a directory with entries stands where readers look for it first. */
    static boolean endsWithArchive(Content content) throws IOException {
        Optional<Directory> directory = directory(content);
        return directory.isPresent() && named(content, directory.get());
    }

    /**
     * Whether these bytes are the header of a member and not only a mark that some program knows.
     *
     * @param length how many of the bytes are filled, 32 or more
     * @param left   bytes from there to the end of the file
     */
    static boolean isMember(byte[] header, int length, long left) {
        int name = Little.u16(header, 26);
        boolean known = switch (Little.u16(header, 8)) {
            case 0, 1, 6, 8, 9, 12, 14, 20, 93, 95, 98, 99 -> true;
            default -> false;
        };
        long packed = (header[6] & 8) != 0 ? 0 : Little.u32(header, 18);
        boolean large = packed == LARGE;
        if (!known || header[4] < 0 || header[4] > 63 || name == 0 || 30L + name + Little.u16(header, 28) + (large ? 0 : packed) > left) {
            return false;
        }
        for (int i = 30; i < Math.min(length, 30 + name); i++) {
            if (header[i] >= 0 && header[i] < ' ') {
                return false;
            }
        }
        return true;
    }

    /** Where the archive ends whose first member is there: behind its directory, or with the file if it has none. */
    static long end(Content content, long first) throws IOException {
        Content archive = content.slice(first, content.size() - first);
        Search search = new Search(archive);
        for (long at = search.find("PK\5\6", 0, archive.size() - END + 1); at >= 0; at = search.find("PK\5\6", at + 1, archive.size() - END + 1)) {
            byte[] record = archive.bytes(at, END);
            Optional<Directory> directory = directory(archive, at, record, 0);
            // Places are stated from the archive's first byte on or from the file's; those of an archive in the archive from its own.
            if (directory.isPresent() && named(archive, directory.get()) && (directory.get().base() == 0 || directory.get().base() == -first)) {
                return Math.min(content.size(), first + at + END + Little.u16(record, 20));
            }
        }
        return content.size();
    }

    private static boolean named(Content content, Directory directory) throws IOException {
        byte[] mark = new byte[4];
        return content.fill(directory.at(), mark) == 4 && Little.i32(mark, 0) == ZipEntry.CENTRAL;
    }

    /** Shows what the directory names; false if it is damaged. */
    private static boolean members(Content content, Place place, Directory directory, List<Range> covered) {
        long at = directory.at();
        boolean whole = true;
        while (at < content.size()) {
            ZipEntry central;
            try {
                byte[] mark = content.bytes(at, 4);
                if (Little.i32(mark, 0) != ZipEntry.CENTRAL) {
                    return whole && mark[0] == 'P' && mark[1] == 'K';
                }
                central = ZipEntry.central(content, at, directory.base());
            } catch (IOException e) {
                return false;
            }
            at = central.next();
            whole &= member(content, place, central, covered);
        }
        return whole;
    }

    /** Shows a member of the directory; false if there is none. */
    private static boolean member(Content content, Place place, ZipEntry central, List<Range> covered) {
        ZipEntry local;
        try {
            local = ZipEntry.local(content, central.header());
        } catch (IOException e) {
            place.skipped();
            return false;
        }
        boolean empty = central.folder() && (local.folder() || local.packed() < 0 && local.name().endsWith("/"));
        long most = content.size() - local.data();
        if (central.packed() < 0 || central.packed() > most) {
            place.incomplete(Reason.ARCHIVE_DAMAGED);
        }
        long end = local.data() + Math.min(most, Math.max(central.packed(), 0));
        if (empty) {
            place.skipped();
        } else {
            end = Math.min(end, ZipMembers.show(content, place, central.at(local.data())));
        }
        // A reader that goes from header to header finds what begins behind the shorter of the two.
        covered.add(new Range(local.header(), local.packed() < 0 ? end : Math.min(end, local.data() + Math.min(most, local.packed()))));
        boolean disagree = local.method() != central.method() || local.packed() > 0 && local.packed() != central.packed() || local.encrypted() != central.encrypted();
        if (disagree) {
            ZipMembers.show(content, place, local);
        }
        return true;
    }

    /** Looks for members between two covered ranges. */
    private static void gap(Content content, Search search, Place place, long from, long to) throws IOException {
        long at = search.find("PK\3\4", from, to);
        while (at >= 0) {
            long next = at + 4;
            if (sensible(content, at)) {
                ZipEntry local = ZipEntry.local(content, at);
                if (local.folder()) {
                    place.skipped();
                    next = local.data();
                } else {
                    if (local.packed() > content.size() - local.data()) {
                        place.incomplete(Reason.ARCHIVE_DAMAGED);
                    }
                    next = Math.max(next, ZipMembers.show(content, place, local));
                }
            }
            at = search.find("PK\3\4", next, to);
        }
    }

    private static boolean sensible(Content content, long at) throws IOException {
        byte[] fixed = new byte[30];
        if (content.fill(at, fixed) < fixed.length) {
            return false;
        }
        int method = Little.u16(fixed, 8);
        long data = at + 30 + Little.u16(fixed, 26) + Little.u16(fixed, 28);
        return fixed[4] <= 100 && fixed[4] >= 0 && method <= 99 && Little.u16(fixed, 26) > 0 && data <= content.size();
    }

    /** Where the central directory is; the last end record in the file counts. */
    private static Optional<Directory> directory(Content content) throws IOException {
        long lowest = Math.max(0, content.size() - END - MOST_COMMENT);
        int length = (int) (content.size() - lowest);
        byte[] tail = content.bytes(lowest, length);
        for (int i = length - END; i >= 0; i--) {
            if (tail[i] == 'P' && tail[i + 1] == 'K' && tail[i + 2] == 5 && tail[i + 3] == 6) {
                Optional<Directory> directory = directory(content, lowest + i, tail, i);
                if (directory.isPresent()) {
                    return directory;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Directory> directory(Content content, long end, byte[] tail, int at) throws IOException {
        long size = Little.u32(tail, at + 12);
        long offset = Little.u32(tail, at + 16);
        long stop = end;
        if ((size == LARGE || offset == LARGE) && end >= END_LARGE_LOCATOR) {
            byte[] locator = content.bytes(end - END_LARGE_LOCATOR, END_LARGE_LOCATOR);
            if (Little.i32(locator, 0) == 0x07064b50) {
                long record = Little.i64(locator, 8);
                if (record >= 0 && record <= content.size() - 56) {
                    byte[] large = content.bytes(record, 56);
                    size = Little.i64(large, 40);
                    offset = Little.i64(large, 48);
                    stop = record;
                }
            }
        }
        for (long start : new long[] {stop - size, offset}) {
            if (start >= 0 && start < stop && Little.i32(content.bytes(start, 4), 0) == ZipEntry.CENTRAL) {
                return Optional.of(new Directory(start, start - offset));
            }
        }
        return size == 0 && offset >= 0 && offset <= stop ? Optional.of(new Directory(end, 0)) : Optional.empty();
    }
}
