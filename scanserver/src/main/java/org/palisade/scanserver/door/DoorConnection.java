package org.palisade.scanserver.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.palisade.protocol.scan.Verdict;

/**
 * One client. Everything here belongs to its event loop; {@link #expired} alone is asked from outside. Reading stops, in the middle of a packet too, while too much
 * waits to be written to disk or to be read by the client, or too many streams wait for their verdict, so that what one connection holds is bounded. It is longer than most classes: every reply, pause and end of a connection hangs
 * on the same few flags, and stands here where they can be seen together.
 */
final class DoorConnection extends ChannelInboundHandlerAdapter implements CommandDecoder.Sink {

    private static final int MOST_UNDER_WAY = 8;
    private static final int MOST_UNWRITTEN = 512 * 1024;
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final Door door;
    private final DoorConfig config;
    private final CommandDecoder decoder;
    private final Set<Judgement> judgements = new HashSet<>(2);
    private ChannelHandlerContext channel;
    private Peer peer;
    /** What came and has not been looked at whole: the packets of one reading at most. */
    private final Queue<ByteBuf> packets = new ArrayDeque<>(1);
    private ByteBuf reading;
    private Received receiving;
    private int receivingId;
    private byte receivingTerminator;
    private int lastId;
    private int unwritten;
    private int finishing;
    private boolean failed;
    private boolean closing;
    private boolean inputOver;
    private long streamEnd;
    private volatile long deadline;

    DoorConnection(Door door, DoorConfig config) {
        this.door = door;
        this.config = config;
        this.decoder = new CommandDecoder(config.streamMax());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context;
        Peer arrived = Peer.of(context.channel());
        if (!door.enter(arrived, this)) {
            context.close();
            return;
        }
        peer = arrived;
        deadline = after(config.command());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        decoder.stop();
        dropStream();
        packets.forEach(ReferenceCountUtil::release);
        packets.clear();
        // A copy: giving up may answer at once.
        Set.copyOf(judgements).forEach(Judgement::giveUp);
        judgements.clear();
        if (peer != null) {
            door.leave(peer, this);
            peer = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        packets.add((ByteBuf) message);
        proceed();
    }

    /** Looks at what came, as far as there is room for what follows from it. A call from inside does nothing. */
    private void proceed() {
        if (reading != null) {
            return;
        }
        while (!packets.isEmpty() && ready()) {
            reading = packets.peek();
            ByteBuffer packet = reading.nioBuffer();
            try {
                decoder.packet(packet, this);
            } finally {
                reading.skipBytes(packet.position());
                if (!reading.isReadable()) {
                    packets.remove().release();
                }
                reading = null;
            }
        }
        if (!closing) {
            pace();
        }
        if (inputOver) {
            inputEnded();
        }
    }

    @Override
    public boolean ready() {
        return closing || unwritten < MOST_UNWRITTEN && judgements.size() + finishing < MOST_UNDER_WAY && channel.channel().isWritable();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputOver = true;
            inputEnded();
        }
    }

    private void inputEnded() {
        if (closing || packets.isEmpty() && (decoder.streaming() || judgements.isEmpty() && finishing == 0)) {
            // Nothing is owed. What was half sent is nobody's.
            channel.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            door.failed(cause);
        }
        context.close();
    }

    @Override
    public void command(Command command, String argument, byte terminator) {
        door.counters().commands.increment();
        int id = decoder.session() && command != Command.IDSESSION ? ++lastId : 0;
        switch (command) {
            case PING -> reply(id, Replies.PONG, terminator);
            case VERSION -> reply(id, config.version(), terminator);
            case VERSIONCOMMANDS -> reply(id, Replies.versionCommands(config.version()), terminator);
            case STATS -> reply(id, door.stats(), terminator);
            case INSTREAM -> {
                receiving = new Received(door.spool());
                receivingId = id;
                receivingTerminator = terminator;
                streamEnd = after(config.stream());
            }
            case SCAN, CONTSCAN, MULTISCAN, ALLMATCHSCAN -> reply(id, Replies.path(argument), terminator);
            case FILDES -> {
                decoder.stop();
                reply(id, Replies.NO_DESCRIPTOR, terminator);
            }
            case RELOAD, SHUTDOWN, QUIT -> reply(id, Replies.UNAVAILABLE, terminator);
            // The session's end, statistics we do not keep: both without a word. And a session begins without one.
            default -> { }
        }
        moved();
        endIfDone();
    }

    @Override
    public void unknown(byte terminator) {
        reply(0, Replies.UNKNOWN, terminator);
        endIfDone();
    }

    @Override
    public void invalid(byte terminator) {
        reply(++lastId, Replies.INVALID, terminator);
        endIfDone();
    }

    @Override
    public void formless() {
        int id = ++lastId;
        reply(id, Replies.FORMLESS, (byte) 0);
        reply(id, Replies.UNPROCESSED, (byte) 0);
        endIfDone();
    }

    @Override
    public void overlong() {
        channel.close();
    }

    @Override
    public void content(ByteBuffer packet, int position, int count) {
        moved();
        door.counters().bytes.add(count);
        if (failed || receiving.keep(packet.slice(position, count))) {
            return;
        }
        ByteBuf held = reading.retainedSlice(reading.readerIndex() + position, count);
        Received content = receiving;
        unwritten += count;
        if (!door.spool().later(() -> write(content, held, count))) {
            held.release();
        }
    }

    /** On the spool's thread. */
    private void write(Received content, ByteBuf bytes, int count) {
        boolean written = false;
        try {
            content.write(bytes);
            written = true;
        } catch (IOException e) {
            door.notWritten(e);
        } finally {
            bytes.release();
            boolean good = written;
            channel.executor().execute(() -> written(content, good, count));
        }
    }

    private void written(Received content, boolean good, int count) {
        unwritten -= count;
        if (!good && !closing && !failed) {
            failed = true;
            decoder.stop();
            content.close();
            reply(receivingId, Replies.NOT_WRITTEN, receivingTerminator);
            linger();
            channel.flush();
        }
        goOn();
    }

    @Override
    public void streamEnd() {
        moved();
        Received content = receiving;
        int id = receivingId;
        byte terminator = receivingTerminator;
        receiving = null;
        if (failed) {
            content.close();
        } else if (content.filed()) {
            finishing++;
            door.spool().later(() -> channel.executor().execute(() -> filed(content, id, terminator)));
        } else {
            judge(content, id, terminator);
        }
    }

    /** What was written behind its last byte is written. */
    private void filed(Received content, int id, byte terminator) {
        finishing--;
        if (closing || failed) {
            content.close();
        } else {
            judge(content, id, terminator);
            goOn();
        }
    }

    @Override
    public void streamTooLarge() {
        door.counters().tooLarge.increment();
        dropStream();
        reply(receivingId, Replies.TOO_LARGE, receivingTerminator);
        linger();
    }

    private void judge(Received content, int id, byte terminator) {
        Judgement judgement = door.judgement(channel, peer, id, terminator, content, this::judged);
        judgements.add(judgement);
        judgement.ask();
    }

    private void judged(Judgement judgement, Verdict verdict) {
        judgements.remove(judgement);
        door.count(verdict);
        if (closing) {
            return;
        }
        reply(judgement.id(), Replies.verdict(verdict, config.unscanned()), judgement.terminator());
        moved();
        endIfDone();
        goOn();
    }

    /** There may be room again: goes on with what came, unless that is what made it. */
    private void goOn() {
        if (reading == null) {
            proceed();
            channel.flush();
        }
    }

    /** Looked at every second by one thread: the time of whoever keeps us waiting is over. */
    void lookAt(long now) {
        if (deadline - now < 0) {
            channel.executor().execute(this::expired);
        }
    }

    private void expired() {
        long now = System.nanoTime();
        if (deadline - now >= 0) {
            return;
        }
        if (closing) {
            channel.close();
        } else if (!decoder.streaming() && (!judgements.isEmpty() || finishing > 0)) {
            // It is not the client who keeps us waiting.
            deadline = after(config.read());
        } else {
            door.counters().timedOut.increment();
            dropStream();
            decoder.stop();
            reply(0, Replies.TIMED_OUT, (byte) '\n');
            linger();
            channel.flush();
        }
    }

    /** The client did what was to be expected of it. */
    private void moved() {
        long silence = after(config.read());
        deadline = decoder.streaming() && streamEnd - silence < 0 ? streamEnd : silence;
    }

    private static long after(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    private void reply(int id, String text, byte terminator) {
        if (closing) {
            return;
        }
        String line = id > 0 ? id + ": " + text : text;
        ByteBuf bytes = channel.alloc().buffer(line.length() + 1);
        bytes.writeCharSequence(line, StandardCharsets.ISO_8859_1);
        bytes.writeByte(terminator);
        channel.write(bytes);
    }

    /** Closes once everything is answered and no more is to come. */
    private void endIfDone() {
        boolean asked = inputOver && packets.isEmpty() && reading == null || decoder.over();
        if (!closing && asked && receiving == null && judgements.isEmpty() && finishing == 0) {
            closing = true;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Ends what we send, and drops what still comes for a moment: closed at once, the reply could be lost with the connection. */
    private void linger() {
        if (!closing) {
            closing = true;
            decoder.stop();
            deadline = after(LINGER);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> ((DuplexChannel) channel.channel()).shutdownOutput());
            channel.channel().config().setAutoRead(true);
        }
    }

    private void pace() {
        boolean room = ready();
        if (channel.channel().config().isAutoRead() != room) {
            channel.channel().config().setAutoRead(room);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        goOn();
    }

    private void dropStream() {
        Received dropped = receiving;
        receiving = null;
        if (dropped != null) {
            dropped.close();
        }
    }
}
