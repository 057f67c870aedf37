package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.palisade.protocol.scan.Reason;

/** A container being opened: takes its members, shows them, and opens those that are containers themselves. */
final class Place {

    /** What a decoder may have read of a member before the member began, bytes. */
    private static final int READ_AHEAD = 8 << 10;

    private final Walk walk;
    private final String path;
    private final List<FileType> around;
    private final long size;
    /** Members around what is in here; fewer than the types around it where one member is opened as two things. */
    private final int members;
    private int number;
    private long consumed;

    /**
     * A place.
     *
     * @param path   names from the outside in, empty at the root
     * @param around types of the containers from the outside in; the last is this one
     * @param size   of this container, bytes
     */
    Place(Walk walk, String path, List<FileType> around, long size) {
        this(walk, path, around, size, 0);
    }

    private Place(Walk walk, String path, List<FileType> around, long size, int members) {
        this.walk = walk;
        this.path = path;
        this.around = around;
        this.size = size;
        this.members = members;
    }

    /** So many more bytes of the container were read. */
    void consumed(int bytes) {
        consumed += bytes;
    }

    /**
     * Most memory one decoder may take, bytes. Archives that keep theirs while their members are opened share it: each one inside another has half.
     */
    int decoderMemory() {
        long outer = around.stream().limit(around.size() - 1L).filter(type -> type == FileType.SEVEN_ZIP || type == FileType.NSIS).count();
        return (int) Math.min(walk.config().decoderMemory(), walk.room().most()) >> outer;
    }

    /** Arrays to work with. */
    Buffers buffers() {
        return walk.buffers();
    }

    /** Where memory for decoders is taken from: those of {@code org.tukaani.xz} do so themselves. */
    Room room() {
        return walk.room();
    }

    /** Notes why something in here is not looked at. */
    void incomplete(Reason reason) {
        walk.incomplete(reason);
    }

    /** Notes what a library's exception means; gives on what ends the walk or this container. */
    void failed(Exception e) {
        walk.failed(e);
    }

    /** Passes the checkpoint at least every 64 KiB of such steps: for loops that read nothing. */
    void step(int bytes) {
        walk.moved(bytes);
    }

    /** Something that is no member to be shown: a folder, an empty entry. It counts all the same. */
    void skipped() {
        walk.count();
        number++;
    }

    /** A member that cannot be read without a password. */
    void encrypted(String name, long packed) {
        walk.count();
        number++;
        walk.incomplete(Reason.ENCRYPTED);
        walk.show(member(name, FileType.UNKNOWN, Content.of(new byte[0]), packed, true, false, 0));
    }

    /** A member that takes all of the container, or a part of it that is not packed by itself. */
    void member(String name, InputStream in) {
        unpack(name, in, size, 0, false);
    }

    /**
     * A member whose bytes are unpacked as they are read. The stream is not closed. What cannot be read of it is noted, and what could be read is shown.
     *
     * @param packed bytes it takes in the container, or those of all the container
     * @param crc32  checksum the container states, 0 if none
     */
    void member(String name, InputStream in, long packed, long crc32) {
        unpack(name, in, packed, crc32, false);
    }

    /** The same, and the stream is closed when it was read, before the member is shown: what its decoder holds is free while the member is opened. */
    void closing(String name, InputStream in, long packed, long crc32) {
        unpack(name, in, packed, crc32, true);
    }

    /** So many bytes were unpacked to get at a member, and are not shown. They count like those that are. */
    void passedOver(int bytes) {
        walk.moved(bytes);
        if (walk.account(bytes) < bytes) {
            throw walk.end(Reason.ARCHIVE_SIZE);
        }
    }

    private void unpack(String name, InputStream in, long packed, long crc32, boolean close) {
        walk.count();
        number++;
        int own = number;
        try (Spool spool = walk.spool()) {
            Unpacked unpacked = unpack(in, packed, spool);
            if (close) {
                closed(in);
            }
            if (unpacked == Unpacked.RATIO) {
                walk.incomplete(Reason.ARCHIVE_RATIO);
                throw WalkEnd.CONTAINER;
            }
            if (unpacked != Unpacked.PART || spool.size() > 0) {
                show(name, spool.content(), packed, unpacked == Unpacked.WHOLE, crc32, own);
            }
            if (unpacked == Unpacked.TOTAL) {
                throw walk.end(Reason.ARCHIVE_SIZE);
            }
        }
    }

    /** How the unpacking of a member ended: with its last byte, too early, at the ratio of the container, or at the total size of all. */
    private enum Unpacked {
        WHOLE, PART, RATIO, TOTAL
    }

    private Unpacked unpack(InputStream in, long packed, Spool spool) {
        long before = consumed;
        byte[] buffer = walk.buffers().take();
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                walk.moved(count);
                int fits = (int) walk.account(count);
                spool.write(buffer, 0, fits);
                if (spool.size() > Walk.RATIO_FROM && spool.size() / walk.config().ratio() > Math.min(packed, consumed - before + READ_AHEAD)) {
                    return Unpacked.RATIO;
                }
                if (fits < count) {
                    return Unpacked.TOTAL;
                }
            }
            return Unpacked.WHOLE;
        } catch (SpoolFullException e) {
            walk.incomplete(e.shared() ? Reason.ENGINE_LIMIT : Reason.ARCHIVE_SIZE);
        } catch (IOException | RuntimeException e) {
            walk.failed(e);
        } finally {
            walk.buffers().give(buffer);
        }
        return Unpacked.PART;
    }

    /** A member that lies open in the container. */
    void member(String name, Content content) {
        member(name, content, content.size(), 0);
    }

    /** A member that is said to lie there; what of it is not there is damage. */
    void part(String name, Content container, long start, long length) {
        Content part = container.slice(start, length);
        if (part.size() != length) {
            incomplete(Reason.ARCHIVE_DAMAGED);
        }
        member(name, part);
    }

    /** A member that can be read at any place. */
    void member(String name, Content content, long packed, long crc32) {
        walk.count();
        number++;
        int own = number;
        long most = Math.min(content.size(), walk.config().memberSize());
        long fits = walk.account(most);
        boolean whole = fits == content.size();
        show(name, whole ? content : content.slice(0, fits), packed, whole, crc32, own);
        if (fits < most) {
            throw walk.end(Reason.ARCHIVE_SIZE);
        }
        if (!whole) {
            walk.incomplete(Reason.ARCHIVE_SIZE);
        }
    }

    /** A member whose own members are found already in what it lies in: it is shown and not opened. */
    void inner(String name, Content content) throws IOException {
        walk.count();
        number++;
        long most = Math.min(content.size(), walk.config().memberSize());
        long fits = walk.account(most);
        FileType type = type(content.slice(0, fits));
        walk.show(member(name, type, content.slice(0, fits), fits, false, fits == content.size(), 0));
        if (fits < most) {
            throw walk.end(Reason.ARCHIVE_SIZE);
        }
    }

    /** Opens the same bytes as something else, without showing them again: an archive behind a program, a text in another reading. */
    void also(Content content, FileType type) throws IOException {
        List<FileType> types = new ArrayList<>(around);
        types.add(type);
        if (types.size() > walk.config().depth()) {
            throw new UnopenedException(Reason.ARCHIVE_DEPTH, "too deep");
        }
        walk.open(content, new Place(walk, path, List.copyOf(types), content.size(), members), Openers.of(type));
    }

    private void closed(InputStream in) {
        try {
            in.close();
        } catch (IOException | RuntimeException e) {
            // What was read was read.
            walk.moved(0);
        }
    }

    private FileType type(Content content) throws IOException {
        byte[] head = walk.buffers().take();
        try {
            return FileType.detect(head, content.fill(0, head, FileType.HEAD));
        } finally {
            walk.buffers().give(head);
        }
    }

    private void show(String name, Content content, long packed, boolean whole, long crc32, int own) {
        FileType type;
        try {
            type = type(content);
        } catch (IOException e) {
            walk.failed(e);
            return;
        }
        int was = number;
        number = own;
        Member member = member(name, type, content, packed, false, whole, crc32);
        number = was;
        walk.show(member);
        boolean itself = type == FileType.MAIL && around.get(around.size() - 1) == type && content.size() >= size;
        if (!type.container() || itself) {
            // A text taken for a mail is its own body.
            return;
        }
        if (around.size() >= walk.config().depth()) {
            walk.incomplete(Reason.ARCHIVE_DEPTH);
            return;
        }
        List<FileType> types = new ArrayList<>(around);
        types.add(type);
        walk.open(content, new Place(walk, member.path(), List.copyOf(types), content.size(), members + 1), Openers.of(type));
    }

    private Member member(String name, FileType type, Content content, long packed, boolean encrypted, boolean whole, long crc32) {
        List<String> intermediates = around.stream().map(FileType::clamType).toList();
        return new Member(inside(name), type, content, members + 1, intermediates.get(intermediates.size() - 1), intermediates, packed, encrypted, whole, number, crc32);
    }

    private String inside(String name) {
        StringBuilder text = new StringBuilder(path);
        if (!path.isEmpty()) {
            text.append('/');
        }
        for (int i = 0; i < name.length() && text.length() < Member.PATH; i++) {
            char letter = name.charAt(i);
            boolean strange = Character.isISOControl(letter) || Character.isSurrogate(letter) || Character.getType(letter) == Character.FORMAT
                    || letter == '\u2028' || letter == '\u2029';
            text.append(strange ? '?' : letter);
        }
        return text.substring(0, Math.min(text.length(), Member.PATH));
    }
}
