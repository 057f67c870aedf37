package org.palisade.bench.scan;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message;

/**
 * The process of the VM with the bombs. Elsewhere it has processors of its own; here it runs at the lowest priority, so that what it costs itself does not count as
 * what its bombs cost the others. It obeys lines: {@code on} opens its bombs, {@code off} closes them and is answered with the number of pieces the server asked for.
 */
final class Bomber {

    private static final int MEMBERS = 1000;
    private static final int MEMBER = 300 * 1024;
    private static final int BLOCK = 6 * 1024;

    private final Identity identity;
    private final int port;
    private final byte[] bomb = bomb();
    private final MessageDigest beginning = Digest.computation();
    private final AtomicLong seed = new AtomicLong(17);
    private final AtomicLong pieces = new AtomicLong();

    private Bomber(Identity identity, int port) throws IOException {
        this.identity = identity;
        this.port = port;
        beginning.update(bomb, 0, bomb.length - Long.BYTES);
    }

    /** Arguments: folder of its identity, port, bombs open at once. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Bomber bomber = new Bomber(Identity.load(Path.of(args[0])).orElseThrow(), Integer.parseInt(args[1]));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (orders.readLine() != null) {
            bomber.drop(Integer.parseInt(args[2]), orders);
        }
    }

    private void drop(int count, BufferedReader orders) throws IOException, InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        Set<AgentClient> open = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(count);
        for (int i = 0; i < count; i++) {
            threads.execute(() -> keepOpen(open, stop));
        }
        System.out.println("on");
        orders.readLine();
        stop.set(true);
        threads.shutdown();
        // The server gives up what it is asked by connections that are gone.
        for (AgentClient client : open) {
            client.close();
        }
        threads.awaitTermination(1, TimeUnit.MINUTES);
        System.out.println(pieces.getAndSet(0));
    }

    /** Keeps one bomb open: the last bytes of each are new, so that it is never known. */
    private void keepOpen(Set<AgentClient> open, AtomicBoolean stop) {
        while (!stop.get()) {
            try (AgentClient client = new AgentClient(identity, port)) {
                open.add(client);
                while (!stop.get()) {
                    byte[] end = ByteBuffer.allocate(Long.BYTES).putLong(seed.incrementAndGet()).array();
                    Message.Subject subject = new Message.Subject(Digest.of(beginning().digest(end)), bomb.length);
                    client.scan(subject, (offset, length) -> piece(offset, length, end), true);
                }
            } catch (IOException e) {
                // Refused or cut off is an answer too; it comes again.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private ByteBuffer piece(long offset, int length, byte[] end) {
        pieces.incrementAndGet();
        if (offset + length <= bomb.length - end.length) {
            return ByteBuffer.wrap(bomb, (int) offset, length);
        }
        byte[] piece = Arrays.copyOfRange(bomb, (int) offset, (int) offset + length);
        int from = (int) (bomb.length - end.length - offset);
        for (int i = Math.max(0, from); i < length; i++) {
            piece[i] = end[i - from];
        }
        return ByteBuffer.wrap(piece);
    }

    private MessageDigest beginning() {
        try {
            return (MessageDigest) beginning.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 that cannot be copied", e);
        }
    }

    /** A zip of a thousand members that unpacks to 300 MB: legal, and seconds of work. */
    private static byte[] bomb() throws IOException {
        Random random = new Random(17);
        byte[] block = new byte[BLOCK];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < MEMBERS; i++) {
                random.nextBytes(block);
                block[0] = 1;
                zip.putNextEntry(new ZipEntry("member-" + i));
                for (int written = 0; written < MEMBER; written += BLOCK) {
                    zip.write(block);
                }
            }
            zip.setComment("12345678");
        }
        return bytes.toByteArray();
    }
}
