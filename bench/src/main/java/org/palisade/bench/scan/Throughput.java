package org.palisade.bench.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends a corpus through the clamd protocol and asks the kernel what it cost the daemon. */
final class Throughput {

    private static final int CLIENTS = 2;

    private final List<byte[]> contents;
    private long nonce = 1;

    Throughput(List<byte[]> contents) {
        this.contents = contents;
    }

    /** Contents that a daemon says it scanned whole and found nothing in. */
    BitSet clean(Servers.Running server) throws IOException, InterruptedException {
        BitSet clean = new BitSet();
        pass(server, all(), true, (index, reply) -> {
            synchronized (clean) {
                clean.set(index, reply.equals("stream: OK"));
            }
        });
        return clean;
    }

    /** CPU seconds of the daemon for the contents scored, {@code fresh} or the same bytes as before. */
    double cpu(Servers.Running server, BitSet scored, boolean fresh) throws IOException, InterruptedException {
        double before = server.daemon().cpuSeconds();
        pass(server, scored, fresh, (index, reply) -> {
            if (!reply.equals("stream: OK")) {
                throw new IOException("content " + index + " was clean before and is \"" + reply + "\" now");
            }
        });
        return server.daemon().cpuSeconds() - before;
    }

    BitSet all() {
        BitSet all = new BitSet();
        all.set(0, contents.size());
        return all;
    }

    long bytes(BitSet scored) {
        return scored.stream().mapToLong(index -> contents.get(index).length).sum();
    }

    private interface Take {
        void take(int index, String reply) throws IOException;
    }

    private void pass(Servers.Running server, BitSet which, boolean fresh, Take take) throws IOException, InterruptedException {
        long mark = fresh ? ++nonce : 0;
        int[] order = which.stream().toArray();
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> {
                    try (StreamClient client = new StreamClient(server.port())) {
                        for (int place = next.getAndIncrement(); place < order.length; place = next.getAndIncrement()) {
                            take.take(order[place], client.scan(contents.get(order[place]), mark));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a pass failed: " + e.getCause().getMessage(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
