package org.palisade.scanserver.engine.container;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.palisade.protocol.scan.Reason;

/**
 * Zstandard by a library without native code. The library keeps as much as a frame's header asks for, up to gigabytes, before it gives the first byte: so
 * the headers of all frames are looked at on their way in, and frames of other uses are left out.
 */
final class Zstandard extends InputStream {

    private static final int MAGIC = 0xfd2fb528;
    private static final int SKIPPABLE = 0x184d2a50;

    private final InputStream in;
    private final long mostWindow;
    private final Room room;
    private long taken;
    private byte[] header = new byte[0];
    private int at;
    private long left;
    private boolean inFrame;
    private boolean lastBlock;
    private boolean checksum;

    private Zstandard(InputStream in, long mostWindow, Room room) {
        this.in = in;
        this.mostWindow = mostWindow;
        this.room = room;
    }

    /** Unpacks. It takes two windows while the window grows. */
    static InputStream stream(InputStream in, Place place) {
        return new ZstdInputStream(new Zstandard(in, place.decoderMemory() / 2, place.room()));
    }

    @Override
    public void close() throws IOException {
        room.give(taken);
        taken = 0;
        in.close();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == header.length && left == 0) {
            if (!next()) {
                return -1;
            }
        }
        if (at < header.length) {
            int count = Math.min(length, header.length - at);
            System.arraycopy(header, at, into, offset, count);
            at += count;
            return count;
        }
        int count = in.read(into, offset, (int) Math.min(length, left));
        left -= Math.max(count, 0);
        return count;
    }

    /** Reads the next header; false at the end. */
    private boolean next() throws IOException {
        at = 0;
        if (inFrame && !lastBlock) {
            header = in.readNBytes(3);
            if (header.length == 3) {
                int block = header[0] & 0xff | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
                lastBlock = (block & 1) != 0;
                left = (block >> 1 & 3) == 1 ? 1 : block >> 3;
            }
        } else if (inFrame && checksum) {
            inFrame = false;
            header = in.readNBytes(4);
        } else {
            inFrame = false;
            header = in.readNBytes(4);
            int magic = header.length == 4 ? Little.i32(header, 0) : 0;
            if (magic == MAGIC) {
                frame();
            } else if ((magic & ~15) == SKIPPABLE) {
                byte[] size = in.readNBytes(4);
                header = new byte[0];
                in.skipNBytes(size.length == 4 ? Little.u32(size, 0) : 0);
                return true;
            } else {
                // No frame: the library says so.
                left = Long.MAX_VALUE;
            }
        }
        return header.length > 0;
    }

    private void frame() throws IOException {
        byte[] start = in.readNBytes(1);
        int flags = start.length == 0 ? 0 : start[0] & 0xff;
        boolean single = (flags & 0x20) != 0;
        int dictionary = (1 << (flags & 3)) >> 1;
        int sizeBytes = flags >> 6 == 0 ? single ? 1 : 0 : 1 << (flags >> 6);
        byte[] rest = in.readNBytes((single ? 0 : 1) + dictionary + sizeBytes);
        if (rest.length == (single ? 0 : 1) + dictionary + sizeBytes) {
            long window = single ? size(rest, dictionary, sizeBytes) : ((8L + (rest[0] & 7)) << 7) << ((rest[0] & 0xff) >> 3);
            if (window < 0 || window > mostWindow) {
                throw new UnopenedException(Reason.ENGINE_LIMIT, "a window of " + window + " bytes");
            }
            if (2 * window > taken) {
                room.take(2 * window - taken);
                taken = 2 * window;
            }
        }
        byte[] all = new byte[4 + start.length + rest.length];
        System.arraycopy(header, 0, all, 0, 4);
        System.arraycopy(start, 0, all, 4, start.length);
        System.arraycopy(rest, 0, all, 4 + start.length, rest.length);
        header = all;
        checksum = (flags & 4) != 0;
        inFrame = true;
        lastBlock = false;
    }

    private static long size(byte[] rest, int from, int bytes) {
        long size = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            size = size << 8 | rest[from + i] & 0xff;
        }
        return bytes == 2 ? size + 256 : size;
    }
}
