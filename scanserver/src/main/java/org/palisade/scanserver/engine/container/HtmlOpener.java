package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;

/** Opens web pages: what is written into their addresses as {@code data:}, and their scripts. */
final class HtmlOpener implements Opener {

    /** Scripts shown by themselves; their bytes are looked at with the page in any case. */
    private static final int MOST_SCRIPTS = 1000;
    private static final int MOST_TYPE = 256;

    @Override
    public void open(Content content, Place place) throws IOException {
        Search search = new Search(content);
        int number = 0;
        for (long at = search.findText("data:", 0, content.size()); at >= 0; at = search.findText("data:", at + 5, content.size())) {
            long comma = search.find(",", at, Math.min(content.size(), at + MOST_TYPE));
            if (comma >= 0 && search.findText(";base64", at, comma) == comma - 7) {
                number++;
                place.member("data" + number, new Letters(content.stream(comma + 1)));
            }
        }
        long behind = 0;
        for (int i = 1; i <= MOST_SCRIPTS; i++) {
            long at = search.findText("<script", behind, content.size());
            long start = at < 0 ? -1 : search.find(">", at, content.size());
            long end = start < 0 ? -1 : search.findText("</script", start, content.size());
            if (end < 0) {
                return;
            }
            if (end > start + 1) {
                place.member("script" + i, content.slice(start + 1, end - start - 1));
            }
            behind = end + 8;
        }
    }

    /** Base64 as browsers read it: white space does not count, letters may be escaped by per cent, and whatever else comes is the end. */
    private static final class Letters extends InputStream {

        private final InputStream in;
        private int held;
        private int bits;
        private boolean ended;

        Letters(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            while (bits < 8) {
                int value = ended ? -1 : value();
                if (value < 0) {
                    return -1;
                }
                held = (held << 6 | value) & 0xffff;
                bits += 6;
            }
            bits -= 8;
            return held >> bits & 0xff;
        }

        private int value() throws IOException {
            while (true) {
                int letter = in.read();
                if (letter == '%') {
                    int high = Character.digit(in.read(), 16);
                    int low = Character.digit(in.read(), 16);
                    letter = high < 0 || low < 0 ? '"' : high << 4 | low;
                }
                if (letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t') {
                    continue;
                }
                int value = Base64Letters.value(letter);
                ended = value < 0;
                return value;
            }
        }
    }
}
