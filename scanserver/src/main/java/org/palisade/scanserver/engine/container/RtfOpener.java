package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;

/** Opens rich text: the embedded objects, written in hexadecimal digits between which anything may stand that a reader passes over. */
final class RtfOpener implements Opener {

    @Override
    public void open(Content content, Place place) throws IOException {
        Search search = new Search(content);
        String mark = "\\objdata";
        int number = 0;
        long behind = 0;
        for (long at = search.findText(mark, 0, content.size()); at >= 0; at = search.findText(mark, behind, content.size())) {
            number++;
            String name = "object" + number;
            long start = at + mark.length();
            ContentStream in = new ContentStream(content, start);
            try {
                Ole1.object(new Digits(in), place, name);
            } catch (IOException e) {
                place.failed(e);
                in = new ContentStream(content, start);
                place.member(name, new Digits(in));
            }
            behind = Math.max(start, in.position());
        }
    }

    private static final class Digits extends InputStream {

        private final InputStream in;
        private int depth;
        private int pushed = -2;

        Digits(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int high = digit();
            if (high < 0) {
                return -1;
            }
            int low = digit();
            return low < 0 ? -1 : high << 4 | low;
        }

        private int digit() throws IOException {
            while (true) {
                int letter = next();
                int digit = Character.digit(letter, 16);
                if (letter < 0) {
                    return -1;
                }
                if (digit >= 0) {
                    return digit;
                }
                if (letter == '{') {
                    depth++;
                } else if (letter == '}') {
                    depth--;
                    if (depth < 0) {
                        return -1;
                    }
                } else if (letter == '\\') {
                    word();
                }
            }
        }

        /** Passes over a control word, its number and one space. */
        private void word() throws IOException {
            int letter = next();
            if (letter == '\'') {
                next();
                next();
                return;
            }
            if (!Character.isLetter(letter)) {
                return;
            }
            while (Character.isLetterOrDigit(letter) || letter == '-') {
                letter = next();
            }
            if (letter != ' ') {
                pushed = letter;
            }
        }

        private int next() throws IOException {
            if (pushed != -2) {
                int letter = pushed;
                pushed = -2;
                return letter;
            }
            return in.read();
        }
    }
}
