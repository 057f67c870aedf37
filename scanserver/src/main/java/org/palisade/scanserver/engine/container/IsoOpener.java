package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.palisade.protocol.scan.Reason;

/**
 * Opens CD images: ISO 9660 and Joliet. All directory trees in the image are walked, each directory once, and each file is shown once. Own reading: the libraries
 * there are have been given up or want a file on disk.
 */
final class IsoOpener implements Opener {

    private static final int SECTOR = 2048;
    private static final int FIRST = 16;
    private static final int MOST_DESCRIPTORS = 64;
    private static final int MOST_DIRECTORY = 8 << 20;

    private record Extent(long sector, long size) {
    }

    private record Directory(Extent extent, String path) {
    }

    @Override
    public void open(Content content, Place place) throws IOException {
        Set<Extent> shown = new HashSet<>();
        Set<Extent> walked = new HashSet<>();
        Optional<Extent> primary = Optional.empty();
        for (int i = FIRST; i < FIRST + MOST_DESCRIPTORS && (i + 1L) * SECTOR <= content.size(); i++) {
            byte[] sector = content.bytes((long) i * SECTOR, SECTOR);
            String mark = new String(sector, 1, 5, StandardCharsets.ISO_8859_1);
            if (mark.startsWith("NSR")) {
                // The same disc in UDF too: it may hold files that the other trees do not name.
                place.incomplete(Reason.ARCHIVE_NOT_OPENED);
            }
            if (!mark.equals("CD001") || sector[0] != 1 && sector[0] != 2) {
                continue;
            }
            Extent root = new Extent(Little.u32(sector, 158), Little.u32(sector, 166));
            if (sector[0] == 2) {
                boolean joliet = sector[88] == '%' && sector[89] == '/';
                walk(content, place, root, joliet ? StandardCharsets.UTF_16BE : StandardCharsets.ISO_8859_1, shown, walked);
            } else if (primary.isEmpty()) {
                primary = Optional.of(root);
            }
        }
        // Last, because the names of Joliet say more.
        if (primary.isPresent()) {
            walk(content, place, primary.get(), StandardCharsets.ISO_8859_1, shown, walked);
        }
        if (walked.isEmpty()) {
            place.incomplete(Reason.ARCHIVE_DAMAGED);
        }
    }

    private static void walk(Content content, Place place, Extent root, Charset names, Set<Extent> shown, Set<Extent> walked) throws IOException {
        Deque<Directory> open = new ArrayDeque<>();
        open.add(new Directory(root, ""));
        while (!open.isEmpty()) {
            Directory directory = open.pop();
            if (walked.add(directory.extent())) {
                read(content, place, directory, names, shown, open);
            }
        }
    }

    private static void read(Content content, Place place, Directory directory, Charset names, Set<Extent> shown, Deque<Directory> open) throws IOException {
        long start = directory.extent().sector() * SECTOR;
        long end = start + Math.min(directory.extent().size(), MOST_DIRECTORY);
        if (end > content.size()) {
            place.incomplete(Reason.ARCHIVE_DAMAGED);
        }
        if (directory.extent().size() > MOST_DIRECTORY) {
            place.incomplete(Reason.ENGINE_LIMIT);
        }
        long at = start;
        Extent before = new Extent(0, 0);
        while (at + 34 <= Math.min(end, content.size())) {
            byte[] head = content.bytes(at, 34);
            int length = head[0] & 0xff;
            int nameLength = head[32] & 0xff;
            if (length < 34 || nameLength + 33 > length) {
                // No record crosses a sector: the rest of this one is empty.
                at = (at / SECTOR + 1) * SECTOR;
                continue;
            }
            boolean itself = nameLength == 1 && (head[33] == 0 || head[33] == 1);
            if (!itself) {
                String name = new String(content.bytes(at + 33, nameLength), names);
                String path = directory.path().isEmpty() ? name : directory.path() + "/" + name;
                before = entry(content, place, head, path, before, shown, open);
            }
            at += length;
        }
        if (before.size() > 0) {
            place.incomplete(Reason.ARCHIVE_DAMAGED);
        }
    }

    private static Extent entry(Content content, Place place, byte[] head, String path, Extent before, Set<Extent> shown, Deque<Directory> open) {
        Extent extent = new Extent(Little.u32(head, 2) + (head[1] & 0xff), Little.u32(head, 10));
        if ((head[25] & 2) != 0) {
            place.skipped();
            open.push(new Directory(extent, path.length() > Member.PATH ? "" : path));
            if (before.size() > 0) {
                place.incomplete(Reason.ARCHIVE_DAMAGED);
            }
            return new Extent(0, 0);
        }
        // A file of several extents: joined where they lie one behind the other, as they do unless somebody made it up.
        boolean joined = before.size() > 0 && before.sector() + (before.size() + SECTOR - 1) / SECTOR == extent.sector();
        if (before.size() > 0 && !joined) {
            place.incomplete(Reason.ARCHIVE_DAMAGED);
        }
        Extent whole = joined
                ? new Extent(before.sector(), (before.size() + SECTOR - 1) / SECTOR * SECTOR + extent.size()) : extent;
        if ((head[25] & 0x80) != 0) {
            return whole;
        }
        if (whole.size() == 0 || !shown.add(whole)) {
            place.skipped();
        } else {
            if (whole.sector() * SECTOR + whole.size() > content.size()) {
                place.incomplete(Reason.ARCHIVE_DAMAGED);
            }
            place.member(path, content.slice(whole.sector() * SECTOR, whole.size()));
        }
        return new Extent(0, 0);
    }
}
