package org.palisade.scanserver.engine.signatures;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells archives and compressed files by their first bytes. This engine does not open them yet; when it is asked to, it says "not fully scanned"
 * instead of "clean".
 */
final class Container {

    /** How many first bytes are needed to tell. */
    static final int HEAD = 512;

    private record Mark(int offset, byte[] bytes) {
        boolean in(byte[] head, int length) {
            if (offset + bytes.length > length) {
                return false;
            }
            for (int i = 0; i < bytes.length; i++) {
                if (head[offset + i] != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Mark> MARKS = List.of(
            hex("504b0304"), hex("504b0506"), hex("1f8b08"), text(0, "BZh"), hex("fd377a585a00"), hex("377abcaf271c"), text(0, "Rar!\u001a\u0007"),
            hex("28b52ffd"), hex("04224d18"), hex("1f9d"), text(0, "MSCF"), text(257, "ustar"), text(0, "!<arch>\n"), text(0, "070701"), text(0, "070707"),
            hex("edabeedb"), hex("60ea"));

    private Container() {
    }

    static boolean is(byte[] head, int length) {
        return MARKS.stream().anyMatch(mark -> mark.in(head, length));
    }

    private static Mark hex(String digits) {
        return new Mark(0, HexFormat.of().parseHex(digits));
    }

    private static Mark text(int offset, String text) {
        return new Mark(offset, text.getBytes(StandardCharsets.US_ASCII));
    }
}
