package org.palisade.scanserver.connection;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Message;

/**
 * What is to be written on one connection, and the one thread that writes it. {@link #send} never waits; whoever makes answers as fast as a peer asks waits in {@link
 * #awaitRoom} instead.
 */
final class Outbox implements Runnable {

    /** A full batch of verdicts may be twice as large as this; it only has to be more than an honest peer ever leaves unread. */
    private static final int ROOM = 256 * 1024;
    /** Joins small frames into one TLS record; large ones pass it by. */
    private static final int BUFFER = 2048;
    /** No honest peer gets here: senders that do not wait have at most the windows of its requests in the queue. */
    private static final int LIMIT = 4 * 1024 * 1024;

    private final OutputStream out;
    private final Runnable cut;
    private final Deque<ByteBuffer> frames = new ArrayDeque<>();
    private int bytes;
    private boolean closed;
    private boolean finishing;
    private boolean done;
    private long writingSince;
    private boolean writing;

    /**
     * An outbox.
     *
     * @param cut ends the connection at once; must not wait
     */
    Outbox(OutputStream out, Runnable cut) {
        this.out = new BufferedOutputStream(out, BUFFER);
        this.cut = cut;
    }

    /** Queues a message; a peer that has left far too much unread is cut off. */
    void send(Message message) {
        ByteBuffer frame = Codec.encode(message);
        synchronized (this) {
            if (closed || finishing) {
                return;
            }
            if (bytes + frame.remaining() > LIMIT) {
                closed = true;
            } else {
                bytes += frame.remaining();
                frames.addLast(frame);
            }
            notifyAll();
            if (!closed) {
                return;
            }
        }
        cut.run();
    }

    /** Waits until there is room for more answers, or the connection is over. */
    synchronized void awaitRoom() throws InterruptedException {
        while (bytes > ROOM && !closed) {
            wait();
        }
    }

    /** Takes no more and stops once what is queued has gone out. Does not wait. */
    synchronized void finish() {
        finishing = true;
        notifyAll();
    }

    /** Waits until it has stopped, at most so long. */
    synchronized void awaitDone(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        long left = millis;
        while (!done && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }

    /** Drops everything and stops. */
    synchronized void close() {
        closed = true;
        frames.clear();
        notifyAll();
    }

    /** True if one write has been going on for so long. */
    synchronized boolean stuck(long now, long nanos) {
        return writing && now - writingSince > nanos;
    }

    @Override
    public void run() {
        try {
            ByteBuffer frame = next();
            while (frame != null) {
                out.write(frame.array(), frame.arrayOffset(), frame.limit());
                if (idle()) {
                    out.flush();
                }
                frame = next();
            }
        } catch (IOException e) {
            // The reader sees the same end of the connection and tells of it.
            cut.run();
        } finally {
            synchronized (this) {
                writing = false;
                done = true;
                closed = true;
                notifyAll();
            }
        }
    }

    private synchronized boolean idle() {
        return frames.isEmpty();
    }

    private synchronized ByteBuffer next() {
        writing = false;
        while (frames.isEmpty() && !closed && !finishing) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        ByteBuffer frame = closed ? null : frames.pollFirst();
        if (frame != null) {
            bytes -= frame.remaining();
            writing = true;
            writingSince = System.nanoTime();
            notifyAll();
        }
        return frame;
    }
}
