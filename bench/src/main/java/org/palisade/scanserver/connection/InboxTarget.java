package org.palisade.scanserver.connection;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.scanserver.scan.FragmentArrays;

/**
 * A connection as the server reads it, in pieces of whatever size and with a reader that is not always ready: the frames must be those it has read in one piece. It
 * stands in the package of what it tests; the package is not for others to see.
 */
public final class InboxTarget {

    private InboxTarget() {
    }

    /** One input: a byte that makes the sizes of pieces, then the connection. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] connection = Arrays.copyOfRange(input, 1, input.length);
        Collected whole = new Collected(1);
        Collected pieces = new Collected(2 + (input[0] & 3));
        whole.take(connection, connection.length);
        pieces.take(connection, 1 + (input[0] >> 2 & 0x3f));
        if (whole.malformed != pieces.malformed || !whole.frames.equals(pieces.frames)) {
            throw new IllegalStateException("in pieces it reads as something else");
        }
    }

    private static final class Collected implements Inbox.Reader {
        private final List<ByteBuffer> frames = new ArrayList<>();
        private final Inbox inbox = new Inbox(this, new FragmentArrays());
        private final int readyEvery;
        private int asked;
        private boolean draining;
        private boolean malformed;

        Collected(int readyEvery) {
            this.readyEvery = readyEvery;
        }

        void take(byte[] connection, int piece) {
            try {
                for (int at = 0; at < connection.length; at += piece) {
                    inbox.take(Unpooled.copiedBuffer(connection, at, Math.min(piece, connection.length - at)));
                }
                draining = true;
                inbox.proceed();
            } catch (MalformedFrameException e) {
                malformed = true;
            }
            inbox.close();
        }

        @Override
        public boolean ready() {
            return draining || ++asked % readyEvery == 0;
        }

        @Override
        public void frame(ByteBuffer frame) {
            byte[] copy = new byte[frame.remaining()];
            frame.duplicate().get(copy);
            frames.add(ByteBuffer.wrap(copy));
        }
    }
}
