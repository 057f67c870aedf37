package org.palisade.scanserver.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Message;

/**
 * What is to be written on one connection, from whatever thread and in that order. {@link #send} never waits; the connection's event loop takes all that has come
 * together and hands it over with one flush.
 */
final class Outbox {

    /** No honest peer gets here: what is sent here is bounded by the windows of its requests, and look-ups wait for room. */
    private static final int LIMIT = 4 * 1024 * 1024;

    private final Channel channel;
    private final Meter meter;
    private final Traffic traffic;
    private final Runnable unread;
    private final Queue<ByteBuffer> frames = new ConcurrentLinkedQueue<>();
    private final AtomicInteger bytes = new AtomicInteger();
    private final AtomicBoolean called = new AtomicBoolean();

    /**
     * An outbox.
     *
     * @param unread called on the event loop when the peer has left far too much unread
     */
    Outbox(Channel channel, Meter meter, Traffic traffic, Runnable unread) {
        this.channel = channel;
        this.meter = meter;
        this.traffic = traffic;
        this.unread = unread;
    }

    /** Queues a message. */
    void send(Message message) {
        ByteBuffer frame = Codec.encode(message);
        if (bytes.get() <= LIMIT) {
            bytes.addAndGet(frame.remaining());
            frames.add(frame);
        }
        if (called.compareAndSet(false, true)) {
            try {
                channel.eventLoop().execute(this::write);
            } catch (RejectedExecutionException e) {
                // The listener has stopped, and this connection with it.
                frames.clear();
            }
        }
    }

    /** Hands over what waits; on the event loop only. */
    void write() {
        called.set(false);
        if (bytes.get() + meter.pending() > LIMIT) {
            frames.clear();
            unread.run();
            return;
        }
        boolean written = false;
        for (ByteBuffer frame = frames.poll(); frame != null; frame = frames.poll()) {
            bytes.addAndGet(-frame.remaining());
            traffic.framesOut.increment();
            channel.write(Unpooled.wrappedBuffer(frame));
            written = true;
        }
        if (written) {
            channel.flush();
        }
    }
}
