package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.palisade.protocol.scan.Reason;

/** Opens compiled help files of Windows: files packed together by LZX. */
final class ChmOpener implements Opener {

    private static final String PACKED = "::DataSpace/Storage/MSCompressed/";
    private static final int MOST_CHUNK = 1 << 16;
    private static final int MOST_ENTRIES = 20_000;
    /** Names are kept until all are read. */
    private static final int MOST_NAME = 2 * Member.PATH;

    private record Entry(String name, long section, long offset, long size) {
    }

    @Override
    public void open(Content content, Place place) throws IOException {
        byte[] head = content.bytes(0, 0x60);
        long directory = Little.i64(head, 0x48);
        long data = Little.i32(head, 4) >= 3 ? Little.i64(head, 0x58) : directory + Little.i64(head, 0x50);
        List<Entry> entries = entries(content, directory, place);
        List<Sequence.Part> parts = new ArrayList<>();
        Content packed = Content.of(new byte[0]);
        Content control = packed;
        Content resets = packed;
        for (Entry entry : entries) {
            Content bytes = entry.section() == 0 ? content.slice(data + entry.offset(), entry.size()) : packed;
            if (entry.name().equals(PACKED + "Content")) {
                packed = bytes;
            } else if (entry.name().equals(PACKED + "ControlData")) {
                control = bytes;
            } else if (entry.name().startsWith(PACKED + "Transform/") && entry.name().endsWith("/InstanceData/ResetTable")) {
                resets = bytes;
            } else if (entry.section() == 1) {
                parts.add(new Sequence.Part(entry.name(), entry.offset(), entry.size()));
            } else if (entry.size() > 0 && !entry.name().startsWith("::")) {
                if (data < 0 || entry.offset() > Long.MAX_VALUE - data) {
                    place.incomplete(Reason.ARCHIVE_DAMAGED);
                }
                place.part(entry.name(), content, data + entry.offset(), entry.size());
            }
        }
        if (!parts.isEmpty()) {
            Content from = packed;
            Content table = resets;
            byte[] lzx = control.bytes(0, 24);
            long unit = Little.i32(lzx, 8) >= 2 ? Lzx.FRAME : 1;
            long window = Little.u32(lzx, 16) * unit;
            long interval = Math.max(1, Little.u32(lzx, 12) * unit / Lzx.FRAME);
            Sequence.show(parts, () -> new Frames(from, table, interval, window), place);
        }
    }

    private static List<Entry> entries(Content content, long directory, Place place) throws IOException {
        byte[] head = content.bytes(directory, 0x54);
        int size = Little.i32(head, 0x10);
        long chunks = Little.u32(head, 0x2c);
        long start = directory + Little.u32(head, 8);
        if (size < 32 || size > MOST_CHUNK) {
            throw new IOException("chunks of " + size + " bytes");
        }
        List<Entry> entries = new ArrayList<>();
        for (long i = 0; i < chunks && start + (i + 1) * size <= content.size(); i++) {
            byte[] chunk = content.bytes(start + i * size, size);
            if (chunk[0] == 'P' && chunk[3] == 'L' && !chunk(chunk, entries)) {
                place.incomplete(Reason.ARCHIVE_COUNT);
                break;
            }
        }
        return entries;
    }

    /** Reads a chunk of the directory; false if there are too many entries. */
    private static boolean chunk(byte[] chunk, List<Entry> entries) {
        int end = chunk.length - (int) Math.min(Little.u32(chunk, 4), chunk.length);
        int[] at = {20};
        while (at[0] < end) {
            if (entries.size() == MOST_ENTRIES) {
                return false;
            }
            int length = (int) Math.min(number(chunk, at), end);
            if (at[0] + length > end) {
                return true;
            }
            String name = new String(chunk, at[0], Math.min(length, MOST_NAME), StandardCharsets.UTF_8);
            at[0] += length;
            entries.add(new Entry(name, number(chunk, at), number(chunk, at), number(chunk, at)));
        }
        return true;
    }

    /** A number in groups of seven bits, the highest first. */
    private static long number(byte[] chunk, int[] at) {
        long value = 0;
        for (int i = 0; i < 8 && at[0] < chunk.length; i++) {
            byte group = chunk[at[0]++];
            value = value << 7 | group & 0x7f;
            if (group >= 0) {
                return value;
            }
        }
        return value;
    }

    /** The unpacked content. */
    private static final class Frames extends InputStream {

        private final Content packed;
        private final Content resets;
        private final long interval;
        private final Lzx lzx;
        private final long table;
        private final long frames;
        private final long size;
        private final byte[] frame = new byte[Lzx.FRAME];
        private long next;
        private int at;
        private int filled;

        Frames(Content packed, Content resets, long interval, long window) throws IOException {
            this.packed = packed;
            this.resets = resets;
            this.interval = interval;
            byte[] head = resets.bytes(0, 40);
            if (Little.i64(head, 32) != Lzx.FRAME || Long.bitCount(window) != 1) {
                throw new UnopenedException(Reason.ARCHIVE_NOT_OPENED, "frames of another size");
            }
            frames = Little.u32(head, 4);
            table = Little.u32(head, 12);
            size = Little.i64(head, 16);
            lzx = new Lzx(Long.numberOfTrailingZeros(window));
        }

        @Override
        public int read() throws IOException {
            return at == filled && !refill() ? -1 : frame[at++] & 0xff;
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
            System.arraycopy(frame, at, into, offset, count);
            at += count;
            return count;
        }

        private boolean refill() throws IOException {
            int wanted = (int) Math.min(Lzx.FRAME, size - next * Lzx.FRAME);
            if (next >= frames || wanted <= 0) {
                return false;
            }
            long from = Little.i64(resets.bytes(table + next * 8, 8), 0);
            long to = next + 1 < frames ? Little.i64(resets.bytes(table + next * 8 + 8, 8), 0) : packed.size();
            if (from < 0 || to < from || to - from > 2L * Lzx.FRAME) {
                throw new IOException("a frame that cannot be");
            }
            if (next % interval == 0) {
                lzx.reset();
            }
            byte[] bytes = packed.bytes(from, (int) (to - from));
            lzx.frame(bytes, bytes.length, frame, wanted);
            next++;
            at = 0;
            filled = wanted;
            return true;
        }
    }
}
