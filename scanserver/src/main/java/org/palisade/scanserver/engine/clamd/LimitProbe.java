package org.palisade.scanserver.engine.clamd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Finds out whether a daemon says when it stops at one of its limits ({@code AlertExceedsMax}): it is given an archive nested deeper than any daemon can be set to go.
 */
final class LimitProbe {

    /** A daemon cannot be set above 100. */
    private static final int DEPTH = 110;
    private static final byte[] OBJECT = nested();

    private LimitProbe() {
    }

    /** True if it tells. */
    static boolean tells(ClamdLink link) throws IOException {
        link.begin("INSTREAM");
        link.send(ByteBuffer.allocate(Integer.BYTES).putInt(0, OBJECT.length), ByteBuffer.wrap(OBJECT), ByteBuffer.allocate(Integer.BYTES));
        return link.reply().startsWith("stream: Heuristics.Limits.Exceeded");
    }

    private static byte[] nested() {
        byte[] inner = "nothing".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try {
            for (int i = 0; i < DEPTH; i++) {
                ByteArrayOutputStream outer = new ByteArrayOutputStream();
                try (ZipOutputStream zip = new ZipOutputStream(outer)) {
                    ZipEntry entry = new ZipEntry("a");
                    // The same bytes at every start, so that a daemon's own cache knows them.
                    entry.setTime(0);
                    zip.putNextEntry(entry);
                    zip.write(inner);
                }
                inner = outer.toByteArray();
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written to", e);
        }
        return inner;
    }
}
