package org.palisade.scanserver.engine.signatures;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Small Windows programs for tests: nothing that runs, but headers that hold together. */
final class Programs {

    private static final int HEADERS = 1024;
    private static final int ALIGNMENT = 512;
    private static final int PAGE = 4096;

    private Programs() {
    }

    /** A program with these sections, the first at byte 1024, each filled up with zeros to a multiple of 512. */
    static byte[] withSections(byte[]... sections) {
        int size = HEADERS;
        for (byte[] section : sections) {
            size += aligned(section.length, ALIGNMENT);
        }
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(0, (byte) 'M').put(1, (byte) 'Z').putShort(8, (short) 4).putInt(0x3c, 0x80);
        out.position(0x80);
        out.put("PE\0\0".getBytes(StandardCharsets.US_ASCII));
        out.putShort((short) 0x14c).putShort((short) sections.length).putInt(0).putInt(0).putInt(0).putShort((short) 224).putShort((short) 0x102);
        int optional = out.position();
        out.putShort((short) 0x10b).putShort((short) 0).putInt(ALIGNMENT).putInt(ALIGNMENT).putInt(0).putInt(PAGE).putInt(PAGE).putInt(2 * PAGE);
        out.putInt(0x400000).putInt(PAGE).putInt(ALIGNMENT).putShort((short) 4).putShort((short) 0).putInt(0).putShort((short) 4).putShort((short) 0).putInt(0);
        out.putInt((sections.length + 1) * PAGE).putInt(HEADERS).putInt(0).putShort((short) 3).putShort((short) 0).putInt(0x100000).putInt(PAGE).putInt(0x100000).putInt(PAGE);
        out.putInt(0).putInt(16);
        out.position(optional + 224);
        int raw = HEADERS;
        for (int i = 0; i < sections.length; i++) {
            out.put((".s" + i + "\0\0\0\0\0").getBytes(StandardCharsets.US_ASCII), 0, 8);
            out.putInt(sections[i].length).putInt((i + 1) * PAGE).putInt(aligned(sections[i].length, ALIGNMENT)).putInt(raw);
            out.putInt(0).putInt(0).putInt(0).putInt(0x60000020);
            raw += aligned(sections[i].length, ALIGNMENT);
        }
        raw = HEADERS;
        for (byte[] section : sections) {
            out.put(raw, section);
            raw += aligned(section.length, ALIGNMENT);
        }
        return out.array();
    }

    private static int aligned(int size, int to) {
        return (size + to - 1) / to * to;
    }
}
