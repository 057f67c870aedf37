package org.palisade.scanserver.door;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.scan.Scans;

/** The clamd door: listens, and keeps what its connections share. Made closed; {@link #open} begins to serve. */
public final class Door implements AutoCloseable {

    /**
     * What it has seen since it was opened, and what is under way.
     *
     * @param connections under way now
     * @param accepted    connections taken
     * @param refused     connections closed at once because there were too many
     * @param commands    commands answered, streams included
     * @param bytes       content received
     * @param clean       streams found clean
     * @param infected    streams in which something was found
     * @param notScanned  streams not fully scanned
     * @param errors      streams that got no verdict
     * @param shared      streams answered without a scan of their own
     * @param tooLarge    streams over the limit
     * @param timedOut    connections ended because their client said nothing for too long
     * @param spooled     bytes on disk now
     * @param held        bytes in memory now
     */
    public record Figures(int connections, long accepted, long refused, long commands, long bytes, long clean, long infected, long notScanned, long errors,
                          long shared, long tooLarge, long timedOut, long spooled, long held) {
    }

    private static final Logger LOG = System.getLogger(Door.class.getName());
    private static final int MOST_LOOPS = 4;
    private static final int BACKLOG = 1024;
    private static final int MEMORY_SHARE = 8;
    private static final int RECEIVE_FIRST = 16 * 1024;
    private static final int RECEIVE_MOST = 64 * 1024;

    private volatile DoorConfig config;
    private final Scans scans;
    private final ScheduledExecutorService timer;
    private final Spool spool;
    private final Peers peers;
    private final Counters counters = new Counters();
    private final Set<DoorConnection> connections = ConcurrentHashMap.newKeySet();
    private final EventLoopGroup loops;
    private final List<Channel> listening = new ArrayList<>();
    private ScheduledFuture<?> looking;

    /**
     * A door that is not open yet.
     *
     * @param timer looks every half second who keeps us waiting; the caller's
     * @throws IOException if its spool cannot be made
     */
    public Door(DoorConfig config, Scans scans, ScheduledExecutorService timer) throws IOException {
        this.config = config;
        this.scans = scans;
        this.timer = timer;
        this.spool = new Spool(config.spool(), Runtime.getRuntime().maxMemory() / MEMORY_SHARE, config.spoolMax());
        this.peers = new Peers(config.connections(), config.perPeer());
        this.loops = new MultiThreadIoEventLoopGroup(Math.max(1, Math.min(Runtime.getRuntime().availableProcessors() / 2, MOST_LOOPS)),
                new DefaultThreadFactory("door", true), NioIoHandler.newFactory());
    }

    /** From now on these limits, times and words hold for new connections. Addresses, tenant and spool must be those it was made with. */
    public void use(DoorConfig limits) {
        config = limits;
        peers.use(limits.connections(), limits.perPeer());
    }

    /** False if one of its threads ended that never should. */
    public boolean alive() {
        for (EventExecutor loop : loops) {
            if (loop.isShuttingDown()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Begins to serve.
     *
     * @throws IOException if an address cannot be had
     */
    public void open() throws IOException {
        if (!config.address().getAddress().isLoopbackAddress()) {
            LOG.log(Level.WARNING, "the clamd door listens on {0}: what clients send it travels unencrypted", config.address());
        }
        listen(NioServerSocketChannel.class, config.address());
        if (config.socket().isPresent()) {
            Path socket = config.socket().get();
            if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(socket, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(socket, LinkOption.NOFOLLOW_LINKS)) {
                // Left behind by a process that was killed.
                Files.delete(socket);
            }
            listen(NioServerDomainSocketChannel.class, UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
        }
        looking = timer.scheduleWithFixedDelay(this::look, 500, 500, TimeUnit.MILLISECONDS);
        LOG.log(Level.INFO, "the clamd door is open on {0}", listening.get(0).localAddress());
    }

    private void listen(Class<? extends ServerChannel> kind, SocketAddress address) throws IOException {
        ServerBootstrap listener = new ServerBootstrap().group(loops).channel(kind)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(1024, RECEIVE_FIRST, RECEIVE_MOST))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new DoorConnection(Door.this, config));
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                        failed(cause);
                        context.close();
                    }
                });
        if (address instanceof InetSocketAddress) {
            listener.option(ChannelOption.SO_REUSEADDR, true);
        }
        var bound = listener.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("the clamd door cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        listening.add(bound.channel());
    }

    /** The TCP port it listens on. */
    public int port() {
        return ((InetSocketAddress) listening.get(0).localAddress()).getPort();
    }

    /** What it has seen. */
    public Figures figures() {
        return new Figures(peers.connections(), counters.connections.sum(), counters.refused.sum(), counters.commands.sum(), counters.bytes.sum(),
                counters.verdicts(ScanStatus.CLEAN).sum(), counters.verdicts(ScanStatus.INFECTED).sum(), counters.verdicts(ScanStatus.NOT_FULLY_SCANNED).sum(),
                counters.verdicts(ScanStatus.ERROR).sum(), counters.shared.sum(), counters.tooLarge.sum(), counters.timedOut.sum(), spool.bytes(), spool.memory());
    }

    /** Takes no more connections; those there are may end. */
    public void drain() {
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
    }

    /** Ends every connection. */
    @Override
    public void close() {
        drain();
        if (looking != null) {
            looking.cancel(false);
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        spool.close();
        config.socket().ifPresent(socket -> {
            try {
                Files.deleteIfExists(socket);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the socket of the clamd door stays behind", e);
            }
        });
    }

    boolean enter(Peer peer, DoorConnection connection) {
        if (!peers.enter(peer)) {
            counters.refused.increment();
            return false;
        }
        counters.connections.increment();
        connections.add(connection);
        return true;
    }

    void leave(Peer peer, DoorConnection connection) {
        connections.remove(connection);
        peers.leave(peer);
    }

    Spool spool() {
        return spool;
    }

    Counters counters() {
        return counters;
    }

    Judgement judgement(ChannelHandlerContext channel, Peer peer, int id, byte terminator, Received content, Judgement.Done done) {
        return new Judgement(channel.channel().eventLoop(), scans, config.tenant(), peer, id, terminator, content, config.scan(), done);
    }

    void count(Verdict verdict) {
        counters.verdicts(verdict.status()).increment();
        if (verdict.shared()) {
            counters.shared.increment();
        }
    }

    /** The shape clamd's statistics have; its clients look for the names. */
    String stats() {
        Runtime runtime = Runtime.getRuntime();
        int waiting = scans.underWay();
        return String.format(Locale.ROOT, "POOLS: 1\n\nSTATE: VALID PRIMARY\nTHREADS: live %d  idle 0 max %d idle-timeout 30\nQUEUE: %d items\n\n"
                        + "MEMSTATS: heap %.3fM mmap N/A used %.3fM free %.3fM releasable N/A pools 0 pools_used 0.000M pools_total 0.000M\nEND",
                peers.connections(), config.connections(), waiting, mega(runtime.totalMemory()), mega(runtime.totalMemory() - runtime.freeMemory()),
                mega(runtime.freeMemory()));
    }

    private static double mega(long bytes) {
        return bytes / (double) (1 << 20);
    }

    void notWritten(IOException cause) {
        LOG.log(Level.WARNING, "a stream of the clamd door could not be kept: {0}", cause.getMessage());
    }

    void failed(Throwable cause) {
        LOG.log(Level.ERROR, "a connection of the clamd door failed", cause);
    }

    /** Repeated by the timer, which gives up what fails once. */
    private void look() {
        try {
            long now = System.nanoTime();
            connections.forEach(connection -> connection.lookAt(now));
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "looking after connections of the door failed", e);
        }
    }
}
