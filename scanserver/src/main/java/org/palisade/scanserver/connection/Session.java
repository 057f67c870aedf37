package org.palisade.scanserver.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLException;
import org.palisade.protocol.scan.Capability;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.LookupReader;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Bye;
import org.palisade.protocol.scan.Message.Hello;
import org.palisade.protocol.scan.Message.Notice;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.protocol.tls.PeerRule;

/**
 * One agent's connection, from its acceptance to its end: TLS, hello, {@link Talk}, goodbye. Everything here happens on the connection's event loop, but for {@link
 * #tell}, {@link #farewell} and what asks who it is.
 *
 * <p>It is a little longer than most classes: the states of a connection are best read in one place. An end by this side is a {@link Bye}, the end of what is sent, and a second for the peer to read it; or, for a peer that would not read it, a cut.
 */
final class Session extends ChannelInboundHandlerAdapter implements Inbox.Reader {

    private static final Logger LOG = System.getLogger(Session.class.getName());
    private static final long GOODBYE_NANOS = 1_000_000_000L;

    private final UUID id = UUID.randomUUID();
    private final SocketChannel channel;
    private final Meter meter;
    private final SslHandler tls;
    private final Surroundings around;
    private final Inbox inbox;
    private final Outbox outbox;
    private final InetSocketAddress address;
    private final Patience patience;
    private volatile Optional<PeerName> peer = Optional.empty();
    private volatile Optional<Talk> talk = Optional.empty();
    private volatile boolean over;
    private long leavingSince;
    private boolean answered;
    private boolean ended;
    private Level level = Level.DEBUG;
    private String why = "the peer closed the connection";

    /**
     * A session on an accepted connection that has a place.
     *
     * @param tls not yet shaken hands
     */
    Session(SocketChannel channel, Meter meter, SslHandler tls, Surroundings around) {
        this.channel = channel;
        this.address = channel.remoteAddress();
        this.meter = meter;
        this.tls = tls;
        this.around = around;
        this.inbox = new Inbox(this, around.scans().fragmentArrays());
        this.patience = new Patience(around.config(), inbox, meter, System.nanoTime());
        this.outbox = new Outbox(channel, meter, around.traffic(), () -> cut("it does not read what it is sent"));
    }

    Optional<PeerName> peer() {
        return peer;
    }

    // ------------------------------------------------------------------------------------------------------------ what comes

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !over) {
            if (handshake.isSuccess()) {
                shaken();
            } else {
                refuse(Refusal.TLS, Level.WARNING, "TLS refused: " + (handshake.cause() instanceof ClosedChannelException
                        ? "the peer left inside the handshake" : handshake.cause().getMessage()));
                meter.cut();
            }
        }
    }

    private void shaken() {
        try {
            X509Certificate certificate = (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
            PeerName name = PeerRule.any(PeerKind.AGENT).check(certificate);
            // A resumed session is as old as its ticket: the certificate may have ended since.
            certificate.checkValidity();
            Optional<Refusal> refusal = around.gate().admit(name);
            if (refusal.isPresent()) {
                refuse(refusal.get(), Level.WARNING, refusal.get() == Refusal.REVOKED ? "this agent's identity was revoked"
                        : "this agent has " + around.config().perAgent() + " connections already");
                leave();
                return;
            }
            peer = Optional.of(name);
            around.announcements().connected(id, name);
            // Who is revoked from here on finds this session by its name; who was in between is found here.
            if (around.gate().revoked(name)) {
                refuse(Refusal.REVOKED, Level.WARNING, "this agent's identity was revoked");
                leave();
            }
        } catch (SSLException | CertificateException e) {
            refuse(Refusal.TLS, Level.WARNING, "TLS refused: " + e.getMessage());
            meter.cut();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (over) {
            bytes.release();
            return;
        }
        guarded(() -> inbox.take(bytes));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (over) {
            return;
        }
        boolean room = channel.isWritable();
        channel.config().setAutoRead(room);
        if (room) {
            guarded(inbox::proceed);
            flush();
        }
    }

    @Override
    public boolean ready() {
        return !over && channel.isWritable();
    }

    @Override
    public void frame(ByteBuffer frame) throws MalformedFrameException {
        around.traffic().framesIn.increment();
        if (talk.isEmpty()) {
            hello(Codec.decode(frame));
        } else if (LookupReader.reads(frame)) {
            LookupReader lookup = new LookupReader(frame);
            Talk.numbered(lookup.request());
            channel.write(around.lookups().answer(talk.get().agent().tenant(), lookup, channel.alloc()));
            answered = true;
        } else {
            Message message = Codec.decode(frame);
            if (message instanceof Bye) {
                over = true;
                channel.close();
            } else {
                talk.get().take(message);
            }
        }
    }

    private void hello(Message first) throws MalformedFrameException {
        if (!(first instanceof Hello hello)) {
            throw new MalformedFrameException("the first message is not hello");
        }
        if (hello.lowest() > Limits.VERSION || hello.highest() < Limits.VERSION) {
            throw new MalformedFrameException("no common version: this server speaks " + Limits.VERSION);
        }
        List<Capability> common = Capability.common(hello.capabilities());
        outbox.send(around.welcomes().welcome(common));
        // Queued behind the welcome from here on: a set that changes in between is told of twice rather than never.
        talk = Optional.of(new Talk(peer.orElseThrow(), common, around.config(), around.scans(), outbox));
        around.gate().welcome(address.getAddress());
        around.announcements().able(id);
        around.changed().run();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (over) {
            meter.cut();
        } else if (root instanceof SSLException) {
            refuse(Refusal.TLS, Level.WARNING, "TLS refused: " + root.getMessage());
            meter.cut();
        } else if (root instanceof IOException) {
            over = true;
            why = root.getMessage();
            meter.cut();
        } else {
            LOG.log(Level.ERROR, "a connection failed", cause);
            cut("a fault of this server");
        }
    }

    private interface Step {
        void run() throws MalformedFrameException;
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (MalformedFrameException e) {
            refuse(Refusal.PROTOCOL, Level.WARNING, e.getMessage());
            leave();
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "a message could not be taken", e);
            cut("a fault of this server");
        }
    }

    private void flush() {
        if (answered) {
            answered = false;
            channel.flush();
        }
    }

    // ------------------------------------------------------------------------------------------------------------ what ends it

    /** Tells something unasked; nothing before the welcome. From any thread. */
    void tell(Notice notice) {
        if (!over) {
            talk.ifPresent(present -> present.tell(notice));
        }
    }

    /** Says goodbye and ends the connection. From any thread; does not wait. */
    void farewell(String text) {
        channel.eventLoop().execute(() -> {
            if (!over) {
                why = text;
                leave();
            }
        });
    }

    /** Called twice a second: ends the connection if the peer keeps it waiting. */
    void check(EventExecutor loop, long now) {
        if (loop != channel.eventLoop()) {
            return;
        }
        if (leavingSince == 0) {
            patience.over(now, talk.isPresent(), channel.config().isAutoRead()).ifPresent(this::cut);
        } else if (now - leavingSince > GOODBYE_NANOS) {
            meter.cut();
        }
    }

    /** Sends goodbye and no more, lets the peer read it, and takes nothing from it. */
    private void leave() {
        over = true;
        leavingSince = System.nanoTime();
        talk.ifPresent(Talk::end);
        inbox.close();
        outbox.send(new Bye(why));
        outbox.write();
        channel.config().setAutoRead(true);
        tls.closeOutbound().addListener(closed -> channel.shutdownOutput());
    }

    /** Ends the connection at once. */
    private void cut(String reason) {
        refuse(Refusal.SLOW, Level.INFO, reason);
        meter.cut();
    }

    private void refuse(Refusal refusal, Level how, String reason) {
        if (!over) {
            over = true;
            level = how;
            why = reason == null ? "no reason given" : reason;
            around.traffic().refused(refusal);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (ended) {
            return;
        }
        ended = true;
        if (!over && inbox.inside()) {
            level = Level.WARNING;
            why = "the peer left inside a frame";
        }
        over = true;
        inbox.close();
        talk.ifPresent(Talk::end);
        around.gate().leave(address.getAddress(), peer, talk.isPresent());
        around.sessions().remove(this);
        peer.ifPresent(name -> around.announcements().lost(id));
        if (talk.isPresent()) {
            around.changed().run();
        }
        if (level == Level.DEBUG || around.lines().take()) {
            LOG.log(level, "connection of {0} ended: {1}", peer.map(name -> "agent " + name.id()).orElseGet(() -> address.toString()),
                    why.replaceAll("\\p{Cntrl}", "?"));
        }
    }
}
