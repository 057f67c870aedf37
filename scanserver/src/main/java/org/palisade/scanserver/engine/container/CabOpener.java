package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.palisade.protocol.scan.Reason;

/** Opens Microsoft's cabinets: stored, MSZIP and LZX. */
final class CabOpener implements Opener {

    private static final int BLOCK = 32 << 10;
    private static final int MOST_PACKED = BLOCK + 6144;

    private record Folder(long start, int blocks, int method) {
    }

    @Override
    public void open(Content content, Place place) throws IOException {
        byte[] head = content.bytes(0, 36);
        int flags = Little.u16(head, 30);
        long at = 36;
        int folderReserve = 0;
        int blockReserve = 0;
        if ((flags & 4) != 0) {
            byte[] reserve = content.bytes(at, 4);
            folderReserve = reserve[2] & 0xff;
            blockReserve = reserve[3] & 0xff;
            at += 4 + Little.u16(reserve, 0);
        }
        for (int i = 0; i < ((flags & 1) != 0 ? 2 : 0) + ((flags & 2) != 0 ? 2 : 0); i++) {
            at += text(content, at).length() + 1;
        }
        List<Folder> folders = new ArrayList<>();
        List<List<Sequence.Part>> parts = new ArrayList<>();
        for (int i = 0; i < Little.u16(head, 26); i++) {
            byte[] folder = content.bytes(at, 8);
            folders.add(new Folder(Little.u32(folder, 0), Little.u16(folder, 4), Little.u16(folder, 6)));
            parts.add(new ArrayList<>());
            at += 8 + folderReserve;
        }
        try {
            files(content, place, Little.u32(head, 16), Little.u16(head, 28), parts);
        } catch (IOException e) {
            place.failed(e);
        }
        for (int i = 0; i < folders.size(); i++) {
            folder(content, place, folders.get(i), blockReserve, parts.get(i));
        }
    }

    private static void files(Content content, Place place, long start, int count, List<List<Sequence.Part>> parts) throws IOException {
        long at = start;
        for (int i = 0; i < count; i++) {
            byte[] file = content.bytes(at, 16);
            String name = text(content, at + 16);
            int folder = Little.u16(file, 8);
            if (folder >= 0xfffd) {
                // Begun in the cabinet before, or going on in the next.
                place.incomplete(Reason.ARCHIVE_NOT_OPENED);
            } else if (folder >= parts.size()) {
                place.incomplete(Reason.ARCHIVE_DAMAGED);
            } else {
                parts.get(folder).add(new Sequence.Part(name, Little.u32(file, 4), Little.u32(file, 0)));
            }
            at += 17 + name.length();
        }
    }

    private static void folder(Content content, Place place, Folder folder, int reserve, List<Sequence.Part> parts) {
        int method = folder.method() & 15;
        int window = folder.method() >> 8 & 31;
        if (parts.isEmpty()) {
            return;
        }
        if (method == 2 || method > 3) {
            parts.forEach(part -> place.skipped());
            place.incomplete(Reason.ARCHIVE_NOT_OPENED);
            return;
        }
        Inflater inflater = new Inflater(true);
        try {
            Sequence.show(parts, () -> new Blocks(content, folder, reserve, method == 0 ? CabOpener::stored : method == 1 ? new Zip(inflater) : new Lzx(window)::frame), place);
        } catch (IOException | RuntimeException e) {
            place.failed(e);
        } finally {
            inflater.end();
        }
    }

    private static void stored(byte[] packed, int length, byte[] out, int size) throws IOException {
        if (length < size) {
            throw new IOException("a block too short");
        }
        System.arraycopy(packed, 0, out, 0, size);
    }

    /** The name there, one character a byte. */
    private static String text(Content content, long at) throws IOException {
        byte[] bytes = new byte[257];
        int length = content.fill(at, bytes);
        for (int i = 0; i < length; i++) {
            if (bytes[i] == 0) {
                return new String(bytes, 0, i, StandardCharsets.ISO_8859_1);
            }
        }
        throw new IOException("a name without end");
    }

    /** Unpacks one block. */
    private interface Method {
        void unpack(byte[] packed, int length, byte[] out, int size) throws IOException;
    }

    /** MSZIP: each block is deflated by itself, with the block before as its dictionary. */
    private static final class Zip implements Method {

        private final Inflater inflater;
        private final byte[] before = new byte[BLOCK];
        private int known;

        Zip(Inflater inflater) {
            this.inflater = inflater;
        }

        @Override
        public void unpack(byte[] packed, int length, byte[] out, int size) throws IOException {
            if (length < 2 || packed[0] != 'C' || packed[1] != 'K') {
                throw new IOException("no block of MSZIP");
            }
            inflater.reset();
            if (known > 0) {
                inflater.setDictionary(before, 0, known);
            }
            inflater.setInput(packed, 2, length - 2);
            int done = 0;
            try {
                while (done < size) {
                    int count = inflater.inflate(out, done, size - done);
                    if (count == 0) {
                        throw new IOException("a block too short");
                    }
                    done += count;
                }
            } catch (DataFormatException e) {
                throw new IOException("a damaged block", e);
            }
            System.arraycopy(out, 0, before, 0, size);
            known = size;
        }
    }

    /** The unpacked blocks of a folder. */
    private static final class Blocks extends InputStream {

        private final Content content;
        private final int reserve;
        private final Method method;
        private final byte[] block = new byte[BLOCK];
        private long next;
        private int blocks;
        private int at;
        private int filled;

        Blocks(Content content, Folder folder, int reserve, Method method) {
            this.content = content;
            this.reserve = reserve;
            this.method = method;
            this.next = folder.start();
            this.blocks = folder.blocks();
        }

        @Override
        public int read() throws IOException {
            return at == filled && !refill() ? -1 : block[at++] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (at == filled && !refill()) {
                return -1;
            }
            int count = Math.min(length, filled - at);
            System.arraycopy(block, at, into, offset, count);
            at += count;
            return count;
        }

        private boolean refill() throws IOException {
            if (blocks == 0) {
                return false;
            }
            blocks--;
            byte[] head = content.bytes(next, 8);
            int length = Little.u16(head, 4);
            int size = Little.u16(head, 6);
            if (length > MOST_PACKED || size > BLOCK || size == 0) {
                throw new IOException("a block that cannot be");
            }
            byte[] packed = content.bytes(next + 8 + reserve, length);
            next += 8 + reserve + length;
            method.unpack(packed, length, block, size);
            at = 0;
            filled = size;
            return true;
        }
    }
}
