package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The files behind an installer made by InstallShield: each after its name, its path, its version and its length in plain letters. */
final class InstallShield {

    private static final int MOST_HEADER = 1024;

    private InstallShield() {
    }

    /**
     * Shows the files that begin there, if there are such.
     *
     * @param overlay whether nothing but files can begin there; elsewhere the version and the length are looked at more closely
     * @param starts  takes where files begin
     */
    static boolean open(Content content, long place, boolean overlay, Place shown, Set<Long> starts) throws IOException {
        long at = place;
        boolean any = false;
        while (at < content.size()) {
            byte[] bytes = new byte[MOST_HEADER];
            int length = content.fill(at, bytes);
            String[] texts = new String(bytes, 0, length, StandardCharsets.ISO_8859_1).split("\0", 5);
            boolean header = texts.length == 5 && texts[1].endsWith(texts[0]) && !texts[0].isEmpty() && texts[2].matches("[0-9.]{0,40}") && texts[3].matches("[0-9]{1,12}");
            if (!header) {
                return any;
            }
            long start = at + texts[0].length() + texts[1].length() + texts[2].length() + texts[3].length() + 4;
            long size = Long.parseLong(texts[3]);
            if (!overlay && !any && (!texts[2].matches("[0-9]+(\\.[0-9]+)+") || size == 0 || size > content.size() - start)) {
                return false;
            }
            any = true;
            starts.add(start);
            shown.part(texts[1], content, start, size);
            at = start + size;
        }
        return any;
    }
}
