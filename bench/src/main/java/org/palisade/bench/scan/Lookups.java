package org.palisade.bench.scan;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

/** Look-ups over TLS in batches of 128, nine of ten digests known, against a cache of so many entries. */
final class Lookups {

    static final int BATCH = 128;
    private static final int CONNECTIONS = 2;
    private static final int FRAMES = 1000;
    private static final int IN_FLIGHT = 8;
    private static final double KNOWN = 0.9;
    private static final double TOLERANCE = 0.02;
    private static final long SIZE = 4096;

    private Lookups() {
    }

    /** The content with that number; nobody has its bytes, only its digest. */
    static Message.Subject subject(long number) {
        SplittableRandom random = new SplittableRandom(number);
        return new Message.Subject(new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()), SIZE + number % SIZE);
    }

    /** Look-ups the server answers a second of its CPU, all its threads counted, once warm. */
    static double perCpuSecond(Identity agent, Servers.Running server, long entries, int rounds) throws IOException, InterruptedException {
        List<byte[]> frames = frames(entries);
        check(agent, server, frames);
        run(agent, server, frames, rounds);
        double before = server.daemon().cpuSeconds();
        run(agent, server, frames, rounds);
        return (double) CONNECTIONS * rounds * FRAMES * BATCH / (server.daemon().cpuSeconds() - before);
    }

    private static List<byte[]> frames(long entries) {
        SplittableRandom random = new SplittableRandom(23);
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++) {
            List<Message.Subject> subjects = new ArrayList<>();
            for (int k = 0; k < BATCH; k++) {
                subjects.add(subject(random.nextDouble() < KNOWN ? random.nextLong(entries) : entries + random.nextLong(entries)));
            }
            ByteBuffer frame = Codec.encode(new Message.Lookup(i + 1, true, subjects));
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            frames.add(bytes);
        }
        return frames;
    }

    /** Nothing is measured unless nine of ten are really known. */
    private static void check(Identity agent, Servers.Running server, List<byte[]> frames) throws IOException {
        long known = 0;
        try (AgentClient client = new AgentClient(agent, server.agents())) {
            for (byte[] frame : frames) {
                client.out().write(frame);
                for (Verdict verdict : ((Message.Known) org.palisade.protocol.scan.Frames.read(client.in())).verdicts()) {
                    known += verdict.status() == ScanStatus.CLEAN ? 1 : 0;
                }
            }
        }
        double share = (double) known / ((long) FRAMES * BATCH);
        if (Math.abs(share - KNOWN) > TOLERANCE) {
            throw new IOException("of the digests asked for " + Math.round(share * 100) + " % are known, not 90 %");
        }
    }

    private static void run(Identity agent, Servers.Running server, List<byte[]> frames, int rounds) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(2 * CONNECTIONS);
        List<AgentClient> clients = new ArrayList<>();
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                AgentClient client = new AgentClient(agent, server.agents());
                clients.add(client);
                Semaphore room = new Semaphore(IN_FLIGHT);
                all.add(threads.submit(() -> send(client, frames, rounds, room)));
                all.add(threads.submit(() -> receive(client, (long) rounds * frames.size(), room)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("the look-ups failed: " + e.getCause(), e.getCause());
        } finally {
            for (AgentClient client : clients) {
                client.close();
            }
            threads.shutdownNow();
        }
    }

    private static Void send(AgentClient client, List<byte[]> frames, int rounds, Semaphore room) throws IOException, InterruptedException {
        for (int round = 0; round < rounds; round++) {
            for (byte[] frame : frames) {
                room.acquire();
                client.out().write(frame);
            }
        }
        return null;
    }

    /** Takes the answers off the wire; what is in them was checked before. */
    private static Void receive(AgentClient client, long count, Semaphore room) throws IOException {
        DataInputStream in = new DataInputStream(client.in());
        for (long i = 0; i < count; i++) {
            in.skipNBytes(in.readInt());
            room.release();
        }
        return null;
    }
}
