package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palisade.protocol.scan.Reason;

/**
 * What a PDF writer may have done to the rows of a stream before it packed them: each byte became its difference from a neighbour. PNG's five ways, which a row names
 * itself, and TIFF's one for components of eight bits.
 *
 * @param kind    2 for TIFF's, 10 and more for PNG's
 * @param row     bytes of a row
 * @param between bytes from one component to the same of the next place
 */
record PdfPredictor(int kind, int row, int between) {

    private static final Pattern PARAMETERS = Pattern.compile("/Predictor\\s{1,20}(\\d{1,4})");
    private static final int LONGEST_ROW = 1 << 20;
    private static final int TIFF = 2;
    private static final int PNG = 10;

    /**
     * What a dictionary says, if it says anything; of several the first.
     *
     * @throws UnopenedException if its rows are longer than any honest ones
     */
    static Optional<PdfPredictor> of(String dictionary) throws UnopenedException {
        Matcher found = PARAMETERS.matcher(dictionary);
        if (!found.find()) {
            return Optional.empty();
        }
        int kind = Integer.parseInt(found.group(1));
        // Among the parameters of the stream the picture may say the same words of itself.
        int begin = Math.max(0, dictionary.lastIndexOf("<<", found.start()));
        int close = dictionary.indexOf(">>", found.end());
        String parameters = dictionary.substring(begin, close < 0 ? dictionary.length() : close);
        long bits = (long) number(parameters, "Colors", 1) * number(parameters, "BitsPerComponent", 8);
        long row = (bits * number(parameters, "Columns", 1) + 7) / 8;
        if (kind != TIFF && kind < PNG || kind == TIFF && number(parameters, "BitsPerComponent", 8) != 8) {
            return Optional.empty();
        }
        if (row < 1 || row > LONGEST_ROW) {
            throw new UnopenedException(Reason.ARCHIVE_NOT_OPENED, "rows of " + row + " bytes");
        }
        return Optional.of(new PdfPredictor(kind, (int) row, (int) Math.max(1, Math.min(row, (bits + 7) / 8))));
    }

    private static int number(String parameters, String name, int otherwise) {
        Matcher found = Pattern.compile("/" + name + "\\s{1,20}(\\d{1,7})(?!\\d)").matcher(parameters);
        return found.find() ? Integer.parseInt(found.group(1)) : otherwise;
    }

    /** The bytes as they were before. A last row that is not whole ends where it ends. */
    InputStream undo(InputStream in) {
        return new Rows(in);
    }

    private final class Rows extends InputStream {

        private final InputStream in;
        private byte[] above = new byte[row];
        private byte[] current = new byte[row];
        private int at;
        private int filled;

        Rows(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return at == filled && !refill() ? -1 : current[at++] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (at == filled && !refill()) {
                return -1;
            }
            int count = Math.min(length, filled - at);
            System.arraycopy(current, at, into, offset, count);
            at += count;
            return count;
        }

        private boolean refill() throws IOException {
            int how = kind == TIFF ? 1 : in.read();
            byte[] last = above;
            above = current;
            current = last;
            filled = how < 0 ? 0 : in.readNBytes(current, 0, row);
            at = 0;
            for (int i = 0; i < filled; i++) {
                int left = i < between ? 0 : current[i - between] & 0xff;
                int up = kind == TIFF ? 0 : above[i] & 0xff;
                int corner = i < between || kind == TIFF ? 0 : above[i - between] & 0xff;
                current[i] += (byte) switch (how) {
                    case 1 -> left;
                    case 2 -> up;
                    case 3 -> (left + up) / 2;
                    case 4 -> paeth(left, up, corner);
                    default -> 0;
                };
            }
            return filled > 0;
        }

        private static int paeth(int left, int up, int corner) {
            int guess = left + up - corner;
            int toLeft = Math.abs(guess - left);
            int toUp = Math.abs(guess - up);
            int toCorner = Math.abs(guess - corner);
            return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
        }
    }
}
