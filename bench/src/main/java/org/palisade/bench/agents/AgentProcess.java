package org.palisade.bench.agents;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Hello;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;

/**
 * Agents of one identity. {@code idle}: opens connections, says so and keeps them until its standard input ends. {@code lookups}: asks batch after batch, so many at
 * once on each connection, and says how many verdicts came and how long one look-up of one subject took.
 */
final class AgentProcess {

    private static final int OPENING = 16;
    private static final int BATCH = 128;
    private static final int FRAMES = 4096;

    private final int pipelined;
    private final Semaphore opening = new Semaphore(OPENING);
    private final AtomicInteger welcomed = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final List<ByteBuf> questions = new ArrayList<>();
    private final long[] times = new long[1 << 16];
    private volatile long verdicts;
    private volatile boolean over;
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Bootstrap bootstrap;

    private AgentProcess(Path folder, int port, int pipelined) throws IOException {
        this.pipelined = pipelined;
        SSLContext tls = Identity.load(folder.resolve("agent")).orElseThrow().context(PeerRule.any(PeerKind.SVM));
        this.bootstrap = new Bootstrap().group(loops).channel(NioSocketChannel.class).option(ChannelOption.TCP_NODELAY, true)
                .remoteAddress(InetAddress.getLoopbackAddress(), port)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SSLEngine engine = tls.createSSLEngine();
                        engine.setUseClientMode(true);
                        engine.setSSLParameters(MutualTls.parameters(false));
                        SslHandler secure = new SslHandler(engine);
                        secure.setHandshakeTimeoutMillis(0);
                        channel.pipeline().addLast(secure, new LengthFieldBasedFrameDecoder(1 << 20, 0, 4), new Agent());
                    }
                });
    }

    /** Arguments: folder with identity {@code agent}, port, {@code idle} or {@code lookups}, connections; for look-ups also contents known, seconds, batches at once (0: one subject after the other). */
    public static void main(String[] args) throws IOException, InterruptedException {
        int connections = Integer.parseInt(args[3]);
        boolean idle = args[2].equals("idle");
        AgentProcess agents = new AgentProcess(Path.of(args[0]), Integer.parseInt(args[1]), idle ? 0 : Integer.parseInt(args[6]));
        if (!idle) {
            agents.prepare(Integer.parseInt(args[4]));
        }
        agents.open(connections);
        if (idle) {
            System.out.println(agents.welcomed.get() + " " + agents.lost.get());
            while (System.in.read() >= 0) {
                System.out.println(agents.welcomed.get() - agents.lost.get());
            }
        } else {
            agents.measure(Integer.parseInt(args[5]));
        }
        agents.loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Nine of ten subjects are known, all in random places. */
    private void prepare(int entries) {
        Random random = new Random(11);
        for (int i = 0; i < FRAMES; i++) {
            Subject[] batch = new Subject[pipelined == 0 ? 1 : BATCH];
            Arrays.setAll(batch, k -> ServerProcess.subject(random.nextInt(10) == 0 ? (1L << 40) + random.nextInt() : random.nextInt(entries)));
            questions.add(Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(Codec.encode(new Lookup(i + 1, List.of(batch))))));
        }
    }

    private void open(int connections) throws InterruptedException {
        for (int i = 0; i < connections; i++) {
            opening.acquire();
            bootstrap.connect();
        }
        while (welcomed.get() + lost.get() < connections) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void measure(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(seconds);
        System.out.println("begin");
        long before = verdicts;
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        long[] sorted = Arrays.copyOf(times, (int) Math.min(times.length, verdicts));
        Arrays.sort(sorted);
        System.out.println((verdicts - before) + " " + (System.nanoTime() - start) / 1000 + " " + sorted[sorted.length / 2] / 1000);
        over = true;
    }

    private final class Agent extends SimpleChannelInboundHandler<ByteBuf> {
        private int next;
        private boolean in;
        private long asked;

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent) {
                context.writeAndFlush(Unpooled.wrappedBuffer(Codec.encode(new Hello(1, 1, "bench", List.of()))));
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) throws IOException {
            if (!in) {
                Message message = Codec.decode(frame.nioBuffer(4, frame.readableBytes() - 4));
                in = message instanceof Message.Welcome;
                if (in) {
                    welcomed.incrementAndGet();
                    opening.release();
                }
                next = System.identityHashCode(this) % FRAMES;
                for (int i = 0; i < Math.max(1, pipelined); i++) {
                    ask(context);
                }
            } else {
                times[(int) (verdicts & times.length - 1)] = System.nanoTime() - asked;
                verdicts += frame.getShort(9);
                if (!over) {
                    ask(context);
                }
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        private void ask(ChannelHandlerContext context) {
            next = (next + 1) % FRAMES;
            asked = System.nanoTime();
            context.write(questions.get(next).duplicate());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lost.incrementAndGet();
            if (!in) {
                opening.release();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!over) {
                System.err.println(cause);
            }
            context.close();
        }
    }
}
