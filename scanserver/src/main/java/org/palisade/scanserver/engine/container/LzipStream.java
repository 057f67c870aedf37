package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;
import org.palisade.protocol.scan.Reason;
import org.tukaani.xz.LZMAInputStream;

/** The members of an lzip file: each one LZMA with a small header before it and a trailer behind. */
final class LzipStream extends InputStream {

    private static final byte PROPERTIES = 93;
    private static final int TRAILER = 20;

    private final InputStream in;
    private final int memory;
    private InputStream member;
    private boolean ended;

    LzipStream(InputStream in, int memory) throws IOException {
        this.in = in;
        this.memory = memory;
        byte[] head = in.readNBytes(6);
        member = member(head);
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
        while (!ended) {
            int count = member.read(into, offset, length);
            if (count >= 0) {
                return count;
            }
            in.skipNBytes(TRAILER);
            byte[] head = in.readNBytes(6);
            if (head.length == 6 && head[0] == 'L' && head[1] == 'Z' && head[2] == 'I' && head[3] == 'P') {
                member = member(head);
            } else {
                ended = true;
            }
        }
        return -1;
    }

    private InputStream member(byte[] head) throws IOException {
        if (head.length < 6) {
            throw new IOException("no header");
        }
        int size = 1 << (head[5] & 31);
        int dictionary = size - (head[5] >> 5 & 7) * (size / 16);
        if (dictionary <= 0 || LZMAInputStream.getMemoryUsage(dictionary, PROPERTIES) > memory / 1024) {
            throw new UnopenedException(Reason.ENGINE_LIMIT, "a window too large");
        }
        return new LZMAInputStream(in, -1, PROPERTIES, dictionary);
    }
}
