package org.palisade.scanserver.engine.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.palisade.protocol.scan.Reason;
import org.tukaani.xz.LZMAInputStream;

/**
 * Opens what an installer made by NSIS carries: a header and the files, packed one by one or all together, by deflate or LZMA. Their bzip2 is one of their own
 * and is not opened. Names are in the script, which is not read: members are numbered.
 */
final class NsisOpener implements Opener {

    private static final int HEADER = 28;
    private static final long PACKED = 0x80000000L;

    @Override
    public void open(Content content, Place place) throws IOException {
        long most = Math.min(content.size(), Little.u32(content.bytes(24, 4), 0)) - HEADER;
        Content bytes = content.slice(HEADER, most);
        long first = Little.u32(bytes.bytes(0, 4), 0);
        if ((first & PACKED) != 0 && (first & ~PACKED) < bytes.size() && (first & ~PACKED) > 0) {
            apart(bytes, place);
        } else {
            together(bytes, place);
        }
    }

    private static void apart(Content bytes, Place place) throws IOException {
        long at = 0;
        // Four bytes of checksum may stand behind the last one.
        for (int i = 1; at + 8 <= bytes.size(); i++) {
            long length = Little.u32(bytes.bytes(at, 4), 0);
            Content block = bytes.slice(at + 4, length & ~PACKED);
            if (block.size() < (length & ~PACKED)) {
                place.incomplete(Reason.ARCHIVE_DAMAGED);
            }
            if ((length & PACKED) == 0) {
                place.member("file" + i, block);
            } else {
                try (Unpacked in = new Unpacked(block, place.decoderMemory())) {
                    place.member("file" + i, in.stream, block.size(), 0);
                } catch (IOException | RuntimeException e) {
                    place.failed(e);
                }
            }
            at += 4 + (length & ~PACKED);
        }
    }

    private static void together(Content bytes, Place place) throws IOException {
        try (Unpacked in = new Unpacked(bytes, place.decoderMemory())) {
            byte[] number = new byte[4];
            for (int i = 1; in.stream.readNBytes(number, 0, 4) == 4; i++) {
                long length = Little.u32(number, 0) & ~PACKED;
                if (length == 0) {
                    place.skipped();
                } else {
                    place.member("file" + i, new Limited(in.stream, length), bytes.size(), 0);
                }
            }
        }
    }

    private static final class Unpacked implements AutoCloseable {

        private final Inflater inflater = new Inflater(true);
        private final InputStream stream;

        Unpacked(Content packed, int memory) throws IOException {
            byte[] head = new byte[7];
            if (packed.fill(0, head) < head.length) {
                throw new EOFException("too short");
            }
            int filter = head[0] <= 1 && head[0] >= 0 && head[1] == 0x5d ? 1 : 0;
            if (head[filter] == 0x5d && head[filter + 1] == 0 && head[filter + 2] == 0) {
                byte[] properties = packed.bytes(filter, 5);
                int dictionary = Little.i32(properties, 1);
                if (dictionary < 0 || filter == 1 && head[0] == 1) {
                    throw new UnopenedException(Reason.ARCHIVE_NOT_OPENED, "a filter or window that is not known");
                }
                if (LZMAInputStream.getMemoryUsage(dictionary, properties[0]) > memory / 1024) {
                    throw new UnopenedException(Reason.ENGINE_LIMIT, "a window too large");
                }
                stream = new LZMAInputStream(packed.stream(filter + 5L), -1, properties[0], dictionary);
            } else if (head[0] == '1' && head[1] < 14 && head[1] > 0) {
                throw new UnopenedException(Reason.ARCHIVE_NOT_OPENED, "packed by bzip2 of a kind of their own");
            } else {
                stream = new InflaterInputStream(packed.stream(), inflater, 8192);
            }
        }

        @Override
        public void close() throws IOException {
            inflater.end();
            stream.close();
        }
    }
}
