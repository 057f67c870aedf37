package org.palisade.scanserver.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;

/**
 * Stands between TCP and TLS: counts bytes, sees whether the peer takes what it is sent, and cuts the connection without a word of TLS. Belongs to the connection's
 * event loop.
 */
final class Meter extends ChannelDuplexHandler {

    private final Traffic traffic;
    private ChannelHandlerContext context;
    private long written;
    private long takenBefore;
    private long stuckSince;
    private boolean waiting;

    Meter(Traffic traffic) {
        this.traffic = traffic;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (message instanceof ByteBuf bytes) {
            traffic.bytesIn.add(bytes.readableBytes());
        }
        from.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext from, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            written += bytes.readableBytes();
            traffic.bytesOut.add(bytes.readableBytes());
        }
        from.write(message, promise);
    }

    /** Bytes that wait for the peer. */
    long pending() {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Looks again whether the peer has taken a whole record since; true if something waits and none was taken for so long. */
    boolean stuck(long now, long nanos) {
        long pending = pending();
        // A record that is taken in part counts as waiting: whoever takes a byte now and then is no reader.
        long taken = written - pending;
        if (pending == 0 || !waiting || taken != takenBefore) {
            waiting = pending > 0;
            takenBefore = taken;
            stuckSince = now;
            return false;
        }
        return now - stuckSince > nanos;
    }

    /** Ends the connection at once; what waits is dropped. */
    void cut() {
        context.close();
    }
}
