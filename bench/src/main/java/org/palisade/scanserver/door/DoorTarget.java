package org.palisade.scanserver.door;

import java.nio.ByteBuffer;

/** What a client of clamd sends. Nothing may be thrown, and every packet is taken whole in the end. It stands in the package of what it tests; the package is not for others to see. */
public final class DoorTarget {

    private static final long STREAM_MAX = 1000;

    private DoorTarget() {
    }

    /** One input: a byte that says how the rest is cut into packets, then the connection. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int piece = (input[0] & 0xff) + 1;
        CommandDecoder decoder = new CommandDecoder(STREAM_MAX);
        long[] received = new long[1];
        CommandDecoder.Sink sink = new CommandDecoder.Sink() {
            private boolean ready;

            @Override
            public boolean ready() {
                // Now and now not: it must go on where it stopped.
                ready = !ready;
                return ready;
            }

            @Override
            public void command(Command command, String argument, byte terminator) {
                received[0] = 0;
            }

            @Override
            public void unknown(byte terminator) {
                over(decoder);
            }

            @Override
            public void invalid(byte terminator) {
                over(decoder);
            }

            @Override
            public void formless() {
                over(decoder);
            }

            @Override
            public void overlong() {
                over(decoder);
            }

            @Override
            public void content(ByteBuffer packet, int position, int count) {
                received[0] += count;
                if (count <= 0 || position < 0 || position + count > packet.limit() || received[0] > STREAM_MAX) {
                    throw new IllegalStateException("content outside its packet or its limit");
                }
            }

            @Override
            public void streamEnd() {
                received[0] = 0;
            }

            @Override
            public void streamTooLarge() {
                over(decoder);
            }
        };
        for (int i = 1; i < input.length; i += piece) {
            ByteBuffer packet = ByteBuffer.wrap(input, i, Math.min(piece, input.length - i));
            for (int calls = 0; packet.hasRemaining(); calls++) {
                decoder.packet(packet, sink);
                if (calls > 2 * piece) {
                    throw new IllegalStateException("a packet is not taken whole");
                }
            }
        }
    }

    private static void over(CommandDecoder decoder) {
        if (!decoder.over()) {
            throw new IllegalStateException("it reads on");
        }
    }
}
