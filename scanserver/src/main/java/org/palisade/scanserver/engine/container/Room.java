package org.palisade.scanserver.engine.container;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What the decoders of one walk have of the memory for all. One thread. */
final class Room {

    /** No memory was left. */
    static final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FullException(long bytes) {
            super("no room for " + bytes + " bytes", null, false, false);
        }
    }

    private static final long LOOK = 1_000_000;
    /** How long one waits that holds something itself, nanoseconds: what it waits for may be held by one that waits for it. */
    private static final long HOLDING = 2_000_000_000;

    private final DecoderMemory memory;
    private final Runnable pass;
    private long held;
    private long replaced;

    /**
     * A room.
     *
     * @param pass called again and again while there is no memory; ends the waiting by what it throws
     */
    Room(DecoderMemory memory, Runnable pass) {
        this.memory = memory;
        this.pass = pass;
    }

    /** Bytes all decoders of all walks may have. */
    long most() {
        return memory.most();
    }

    /** Bytes the decoders of this walk have. */
    long held() {
        return held;
    }

    /** Before bytes are taken. Waits for them if others have them. */
    void take(long bytes) {
        give(replaced);
        replaced = 0;
        if (bytes > memory.most()) {
            throw new FullException(bytes);
        }
        long begun = System.nanoTime();
        while (!memory.take(bytes)) {
            pass.run();
            if (held > 0 && System.nanoTime() - begun > HOLDING) {
                throw new FullException(bytes);
            }
            memory.await(LOOK);
        }
        held += bytes;
    }

    void give(long bytes) {
        long back = Math.min(bytes, held);
        held -= back;
        memory.give(back);
    }

    /** Gives back what was taken since so much was held. */
    void backTo(long before) {
        replaced = 0;
        give(Math.max(0, held - before));
    }

    /** What was taken since so much was held goes with the next that is taken: another decoder in its place. */
    void replace(long before) {
        replaced = Math.max(0, held - before);
    }

    /** What there is stays. */
    void keep() {
        replaced = 0;
    }

    /** A decoder that has so many bytes until it is closed; they were taken before. */
    InputStream holding(InputStream decoder, long bytes) {
        return new FilterInputStream(decoder) {
            private long left = bytes;

            @Override
            public void close() throws IOException {
                give(left);
                left = 0;
                super.close();
            }
        };
    }
}
