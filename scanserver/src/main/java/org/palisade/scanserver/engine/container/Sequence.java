package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Members that are parts of one unpacked stream, read in order of their places in it. Where two overlap the stream is begun anew. */
final class Sequence {

    /** A part of the stream. */
    record Part(String name, long offset, long size) {
    }

    /** Begins the stream. */
    interface Source {
        InputStream open() throws IOException;
    }

    private Sequence() {
    }

    /** Shows all parts; what cannot be read is noted once. */
    static void show(List<Part> unordered, Source source, Place place) throws IOException {
        List<Part> parts = new ArrayList<>(unordered);
        parts.sort(Comparator.comparingLong(Part::offset));
        Positioned in = new Positioned(source.open());
        for (Part part : parts) {
            if (part.size() == 0) {
                place.skipped();
                continue;
            }
            if (part.offset() < in.position) {
                in = new Positioned(source.open());
            }
            in.left = Long.MAX_VALUE;
            byte[] unwanted = new byte[8192];
            while (in.position < part.offset()) {
                int count = in.read(unwanted, 0, (int) Math.min(unwanted.length, part.offset() - in.position));
                if (count < 0) {
                    throw new IOException("the stream ends before its member");
                }
                place.passedOver(count);
            }
            in.left = part.size();
            place.member(part.name(), in);
            if (in.failed) {
                return;
            }
        }
    }

    private static final class Positioned extends InputStream {

        private final InputStream in;
        private long position;
        private long left;
        private boolean failed;

        Positioned(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            failed = true;
            int count = in.read(into, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new IOException("the stream ends inside its member");
            }
            failed = false;
            position += count;
            left -= count;
            return count;
        }
    }
}
