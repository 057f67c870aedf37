package org.palisade.scanserver.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.palisade.protocol.scan.Message.Notice;
import org.palisade.protocol.scan.Message.NoticeKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.scan.Scans;

/**
 * Accepts agents' connections and knows the open ones. A few threads serve all of them; as many again do the arithmetic of TLS handshakes, so that a crowd of
 * newcomers holds up no look-up. One sweep, twice a second, looks after all times.
 */
public final class Listener implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Listener.class.getName());
    private static final int BACKLOG = 1024;
    private static final int LOW_WATER = 64 * 1024;
    private static final int HIGH_WATER = 256 * 1024;
    private static final int READ_LEAST = 64;
    private static final int READ_FIRST = 2048;
    private static final int READ_MOST = 64 * 1024;
    /** Reads of one connection before it is another's turn: whoever floods its own holds up those beside it for so much only. */
    private static final int READS = 1;
    private static final long SWEEP_MILLIS = 500;
    private static final long GOODBYE_MILLIS = 1000;
    private static final long ACCEPT_RETRY_MILLIS = 100;
    private static final long STOP_SECONDS = 3;

    private final ConnectionConfig config;
    private final SSLContext tls;
    private final Surroundings around;
    private final EventLoopGroup loops;
    private final ExecutorService handshakes;
    private final Channel server;
    private volatile boolean closed;
    private volatile boolean full;

    /**
     * Binds the port; nothing is accepted before {@link #start}.
     *
     * @param tls      accepts agents of our authority and nobody else
     * @param sessions told of the beginning and end of agents' connections
     * @param changed  called when the number of connected agents changes; must not wait
     * @throws IOException if the port cannot be had
     */
    public Listener(ConnectionConfig config, SSLContext tls, Welcomes welcomes, Scans scans, SharedCache cache, SessionListener sessions, Runnable changed)
            throws IOException {
        this.config = config;
        this.tls = tls;
        Traffic traffic = new Traffic();
        this.around = new Surroundings(new AtomicReference<>(welcomes), new Gate(config), traffic, scans, new LookupAnswers(cache, traffic), new Announcements(sessions),
                new LineLimit(System::nanoTime), ConcurrentHashMap.newKeySet(), changed);
        this.loops = new MultiThreadIoEventLoopGroup(config.threads(), new DefaultThreadFactory("connections", true), NioIoHandler.newFactory());
        this.handshakes = Executors.newFixedThreadPool(config.threads(), threads("handshakes"));
        try {
            this.server = bind();
        } catch (IOException e) {
            stopThreads();
            throw e;
        }
        for (EventExecutor loop : loops) {
            loop.scheduleWithFixedDelay(() -> sweep(loop), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
        loops.next().scheduleWithFixedDelay(this::tellLeftOut, 1, 1, TimeUnit.SECONDS);
    }

    private Channel bind() throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new Accepting())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(READ_LEAST, READ_FIRST, READ_MOST).maxMessagesPerRead(READS))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LOW_WATER, HIGH_WATER))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        begin(channel);
                    }
                });
        try {
            return bootstrap.bind(new InetSocketAddress(InetAddress.getByName(config.address()), config.port())).awaitUninterruptibly().sync().channel();
        } catch (Exception e) {
            // Netty throws what the socket threw, whatever it declares.
            throw new IOException("listen.address " + config.address() + " with listen.port " + config.port() + " cannot be had: " + e.getMessage(), e);
        }
    }

    /** Begins to accept. */
    public void start() {
        server.config().setAutoRead(true);
    }

    /** From now on new connections are told this and held to it; those there are stay as they began. Address, port and threads stay. */
    public void use(Welcomes offer) {
        around.offer().set(offer);
        around.gate().use(offer.connections());
    }

    /** False if one of its threads ended that never should. */
    public boolean alive() {
        for (EventExecutor loop : loops) {
            if (loop.isShuttingDown() && !closed) {
                return false;
            }
        }
        return true;
    }

    /** The port it listens on. */
    public int port() {
        return ((ServerSocketChannel) server).localAddress().getPort();
    }

    /** Agents connected now. */
    public int connectedAgents() {
        return around.gate().welcomed();
    }

    /** What was counted so far. */
    public Figures figures() {
        return around.traffic().figures(around.gate());
    }

    /**
     * Tells every agent, if it wants to know of such things.
     *
     * @param detail what the kind says it is, else empty; at most {@link org.palisade.protocol.scan.Limits#TEXT} bytes
     */
    public void tell(NoticeKind kind, String detail) {
        Notice notice = new Notice(kind, detail);
        around.sessions().forEach(session -> session.tell(notice));
    }

    /** Ends the connections of all agents whose names these are, and admits none of them from now on; the names of an earlier call count no more. */
    public void close(Predicate<PeerName> revoked) {
        around.gate().revoke(revoked);
        around.sessions().stream().filter(session -> session.peer().filter(revoked).isPresent())
                .forEach(session -> session.farewell("this agent's identity was revoked"));
    }

    /** Accepts no more and asks every agent to move on. */
    public void drain() {
        if (!closed) {
            closed = true;
            server.close().awaitUninterruptibly();
            tell(NoticeKind.DRAINING, "");
        }
    }

    /** Ends every connection, within about a second, and stops. */
    @Override
    public void close() {
        drain();
        List.copyOf(around.sessions()).forEach(session -> session.farewell("this server stops"));
        try {
            around.gate().awaitEmpty(GOODBYE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopThreads();
        around.announcements().close();
    }

    private void stopThreads() {
        // Closes what is still open.
        loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        handshakes.shutdownNow();
    }

    private void begin(SocketChannel channel) {
        InetAddress address = channel.remoteAddress() == null ? InetAddress.getLoopbackAddress() : channel.remoteAddress().getAddress();
        Optional<Refusal> refusal = closed || around.announcements().behind() ? Optional.of(Refusal.FULL) : around.gate().enter(address);
        if (refusal.isPresent()) {
            channel.close();
            refused(refusal.get());
            return;
        }
        full = false;
        try {
            SSLEngine engine = tls.createSSLEngine();
            engine.setUseClientMode(false);
            engine.setSSLParameters(MutualTls.parameters(true));
            SslHandler secure = new SslHandler(engine, handshakes);
            // The sweep looks after time; none of these starts a timer of its own.
            secure.setHandshakeTimeoutMillis(0);
            secure.setCloseNotifyFlushTimeoutMillis(0);
            Meter meter = new Meter(around.traffic());
            Session session = new Session(channel, meter, secure, around);
            channel.pipeline().addLast(meter, secure, session);
            around.sessions().add(session);
        } catch (RuntimeException | OutOfMemoryError e) {
            around.gate().leave(address, Optional.empty(), false);
            channel.close();
            throw e;
        }
    }

    private void refused(Refusal why) {
        around.traffic().refused(why);
        if (!full && around.lines().take()) {
            LOG.log(Level.WARNING, "a connection was refused: {0}", switch (why) {
                case NEWCOMERS -> "a quarter of connections.max has not said hello yet";
                case ADDRESS -> "connections.newcomers-per-address of " + around.config().perAddress() + " is reached for its address";
                default -> "connections.max of " + around.config().most() + " is reached";
            });
        }
        full = true;
    }

    /** Repeated by a loop, which gives up what fails once. */
    private void sweep(EventExecutor loop) {
        try {
            long now = System.nanoTime();
            around.sessions().forEach(session -> session.check(loop, now));
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "looking after connections failed", e);
        }
    }

    private void tellLeftOut() {
        long leftOut = around.lines().over();
        if (leftOut > 0) {
            LOG.log(Level.WARNING, "{0} more connections ended or were refused", Long.toString(leftOut));
        }
    }

    private static ThreadFactory threads(String name) {
        return new DefaultThreadFactory(name, true);
    }

    /** Without descriptors or memory accepting fails at once again: gives others time to end. */
    private final class Accepting extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (closed) {
                return;
            }
            if (around.lines().take()) {
                LOG.log(Level.WARNING, "a connection could not be accepted: {0}", cause.getMessage());
            }
            context.channel().config().setAutoRead(false);
            context.executor().schedule(() -> context.channel().config().setAutoRead(!closed), ACCEPT_RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
