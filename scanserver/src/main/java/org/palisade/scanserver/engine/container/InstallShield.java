package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The files behind an installer made by InstallShield: each after its name, its path, its version and its length in plain letters. */
final class InstallShield {

    private static final int MOST_HEADER = 1024;

    private InstallShield() {
    }

    /** Shows the files if there are such; false if there are none. */
    static boolean open(Content overlay, Place place) throws IOException {
        long at = 0;
        boolean any = false;
        while (at < overlay.size()) {
            byte[] bytes = new byte[MOST_HEADER];
            int length = overlay.fill(at, bytes);
            String[] texts = new String(bytes, 0, length, StandardCharsets.ISO_8859_1).split("\0", 5);
            boolean header = texts.length == 5 && texts[1].endsWith(texts[0]) && !texts[0].isEmpty() && texts[2].matches("[0-9.]{0,40}") && texts[3].matches("[0-9]{1,12}");
            if (!header) {
                return any;
            }
            any = true;
            long start = at + texts[0].length() + texts[1].length() + texts[2].length() + texts[3].length() + 4;
            long size = Long.parseLong(texts[3]);
            place.member(texts[1], overlay.slice(start, size));
            at = start + size;
        }
        return any;
    }
}
