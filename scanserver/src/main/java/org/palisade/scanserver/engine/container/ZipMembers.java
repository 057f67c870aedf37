package org.palisade.scanserver.engine.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;
import org.palisade.protocol.scan.Reason;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks members of zip archives, each by the method its header states. */
final class ZipMembers {

    private ZipMembers() {
    }

    /**
     * Shows a member.
     *
     * @return where its bytes end, as far as is known
     */
    static long show(Content content, Place place, ZipEntry entry) {
        long most = Math.max(0, content.size() - entry.data());
        long packed = entry.packed() < 0 ? most : Math.min(entry.packed(), most);
        if (entry.encrypted()) {
            place.encrypted(entry.name(), packed);
            return entry.data() + (entry.packed() < 0 ? 0 : packed);
        }
        Content bytes = content.slice(entry.data(), packed);
        try {
            return entry.data() + show(content, place, entry, bytes);
        } catch (IOException | RuntimeException e) {
            place.failed(e);
            return entry.data() + (entry.packed() < 0 ? 0 : packed);
        }
    }

    private static long show(Content content, Place place, ZipEntry entry, Content bytes) throws IOException {
        switch (entry.method()) {
            case 0 -> {
                Content stored = entry.packed() < 0 ? bytes.slice(0, storedLength(bytes)) : bytes;
                place.member(entry.name(), stored, stored.size(), entry.crc32());
                return stored.size();
            }
            case 8 -> {
                Inflater inflater = new Inflater(true);
                byte[] buffer = place.buffers().take();
                try {
                    place.member(entry.name(), new Inflating(bytes.stream(), inflater, buffer), bytes.size(), entry.crc32());
                    return Math.min(bytes.size(), inflater.getBytesRead());
                } finally {
                    inflater.end();
                    place.buffers().give(buffer);
                }
            }
            case 1, 6 -> old(content, place, entry, bytes);
            case 9 -> member(place, entry, bytes, new Deflate64CompressorInputStream(bytes.stream()));
            case 12 -> member(place, entry, bytes, Openers.bzip2(bytes.stream(), place));
            case 14 -> member(place, entry, bytes, lzma(entry, bytes, place.decoderMemory()));
            case 20, 93 -> member(place, entry, bytes, Zstandard.stream(bytes.stream(), place));
            case 95 -> member(place, entry, bytes, new XZInputStream(bytes.stream(), place.decoderMemory() / 1024));
            default -> {
                place.skipped();
                place.incomplete(Reason.ARCHIVE_NOT_OPENED);
            }
        }
        return entry.packed() < 0 ? 0 : bytes.size();
    }

    private static void member(Place place, ZipEntry entry, Content bytes, InputStream in) throws IOException {
        try (in) {
            place.closing(entry.name(), in, bytes.size(), entry.crc32());
        }
    }

    /** Shrunk and imploded members: the library has no decoder to be had without its archive stream, which believes the local header. */
    private static void old(Content content, Place place, ZipEntry entry, Content bytes) throws IOException {
        try (ZipArchiveInputStream in = new ZipArchiveInputStream(content.slice(entry.header(), entry.data() - entry.header() + bytes.size()).stream())) {
            if (in.getNextEntry() == null) {
                throw new EOFException("no member");
            }
            place.member(entry.name(), in, bytes.size(), entry.crc32());
        }
    }

    private static InputStream lzma(ZipEntry entry, Content bytes, int memory) throws IOException {
        byte[] head = bytes.bytes(0, 9);
        int dictionary = Little.i32(head, 5);
        if (dictionary < 0 || LZMAInputStream.getMemoryUsage(dictionary, head[4]) > memory / 1024) {
            throw new UnopenedException(Reason.ENGINE_LIMIT, "a window of " + Integer.toUnsignedString(dictionary) + " bytes");
        }
        long size = (entry.flags() & 2) != 0 ? -1 : entry.size();
        return new LZMAInputStream(bytes.stream(9), size, head[4], dictionary);
    }

    /** Stored bytes whose length stands behind them end where another record begins. */
    private static long storedLength(Content bytes) throws IOException {
        Search search = new Search(bytes);
        for (long at = search.find("PK", 0, bytes.size()); at >= 0; at = search.find("PK", at + 1, bytes.size())) {
            int kind = search.at(at + 2) << 8 | search.at(at + 3);
            if (kind == 0x0708) {
                byte[] behind = new byte[16];
                if (bytes.fill(at, behind) == behind.length && Little.u32(behind, 8) == at) {
                    return at;
                }
            } else if (kind == 0x0102) {
                return at;
            }
        }
        return bytes.size();
    }

    /** Raw deflate, which needs one byte more than there is. Ends are the caller's: of the inflater, and of the buffer. */
    private static final class Inflating extends InflaterInputStream {

        /** What a small member is followed by is not read for nothing. */
        private static final int AT_ONCE = 8192;

        private boolean padded;

        Inflating(InputStream in, Inflater inflater, byte[] buffer) {
            super(in, inflater, 1);
            buf = buffer;
        }

        @Override
        protected void fill() throws IOException {
            len = in.read(buf, 0, AT_ONCE);
            if (len < 0 && !padded) {
                padded = true;
                buf[0] = 0;
                len = 1;
            }
            if (len < 0) {
                throw new EOFException("the member ends inside its deflated bytes");
            }
            inf.setInput(buf, 0, len);
        }
    }
}
