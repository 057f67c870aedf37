package org.palisade.scanserver.engine.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Objects in the format before compound files. */
final class Ole1 {

    private static final int LONGEST = 4096;

    private Ole1() {
    }

    /** An object with its header, as documents in rich text have them; its bytes are a member. */
    static void object(InputStream in, Place place, String name) throws IOException {
        number(in, 4);
        long format = number(in, 4);
        String kind = counted(in);
        counted(in);
        counted(in);
        if (format != 2) {
            place.skipped();
            return;
        }
        long length = number(in, 4);
        if (kind.equals("Package")) {
            packaged(in, place);
        } else {
            place.member(name, new Limited(in, length));
        }
    }

    /** A file wrapped by the packager. */
    static void packaged(InputStream in, Place place) throws IOException {
        number(in, 2);
        String label = zero(in);
        zero(in);
        number(in, 4);
        long path = number(in, 4);
        if (path > LONGEST) {
            throw new IOException("a path of " + path + " bytes");
        }
        for (long i = 0; i < path; i++) {
            number(in, 1);
        }
        long length = number(in, 4);
        place.member(label, new Limited(in, length));
    }

    private static String counted(InputStream in) throws IOException {
        long length = number(in, 4);
        if (length > LONGEST) {
            throw new IOException("a name of " + length + " bytes");
        }
        StringBuilder text = new StringBuilder();
        for (long i = 0; i < length; i++) {
            char letter = (char) number(in, 1);
            if (letter != 0) {
                text.append(letter);
            }
        }
        return text.toString();
    }

    private static String zero(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (char letter = (char) number(in, 1); letter != 0; letter = (char) number(in, 1)) {
            text.append(letter);
            if (text.length() > LONGEST) {
                throw new IOException("a name without end");
            }
        }
        return text.toString();
    }

    private static long number(InputStream in, int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            int read = in.read();
            if (read < 0) {
                throw new EOFException("the object ends in its header");
            }
            value |= (long) read << 8 * i;
        }
        return value;
    }
}
