package org.palisade.scanserver.engine.container;

import java.io.EOFException;
import java.io.IOException;

/** Opens packages of RPM: behind a lead and two headers lies one compressed archive. */
final class RpmOpener implements Opener {

    private static final int LEAD = 96;

    @Override
    public void open(Content content, Place place) throws IOException {
        long signature = LEAD + header(content, LEAD);
        long main = signature + 7 & ~7L;
        long payload = main + header(content, main);
        if (payload >= content.size()) {
            throw new EOFException("the headers end behind the file");
        }
        place.member("payload", content.slice(payload, content.size() - payload));
    }

    private static long header(Content content, long at) throws IOException {
        byte[] fixed = content.bytes(at, 16);
        if ((fixed[0] & 0xff) != 0x8e || (fixed[1] & 0xff) != 0xad || (fixed[2] & 0xff) != 0xe8) {
            throw new IOException("no header");
        }
        return 16 + 16 * number(fixed, 8) + number(fixed, 12);
    }

    private static long number(byte[] bytes, int at) {
        return (bytes[at] & 0xffL) << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }
}
