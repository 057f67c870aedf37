package org.palisade.scanserver.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.palisade.bench.fuzz.Scratch;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Verdict;

/**
 * A file of the cache as a start finds it. Whatever it holds, nothing is thrown; and however a good file was damaged, what is found is what was put. It stands in the
 * package of what it tests; the package is not for others to see.
 */
public final class CacheTarget {

    private static final int ENTRIES = 20;
    private static final int BOUND = 100;
    private static final int ALL = 0xff;
    /** More damages than these could be a forgery, which a checksum does not keep out. */
    private static final int MOST_DAMAGES = 4;
    private static final int DAMAGE_BYTES = 4;
    private static final UUID TENANT = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final Path FOLDER = Scratch.folder("cache");
    private static final byte[] GOOD = good();

    private CacheTarget() {
    }

    /** One input: a byte that says what the rest is: damages to a good file, records to be given their checksums, or a file. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        ByteBuffer rest = ByteBuffer.wrap(input, 1, input.length - 1);
        try {
            switch (input[0] & 3) {
                case 0 -> right(replayed(damaged(rest)));
                case 1 -> replayed(records(rest));
                default -> replayed(Arrays.copyOfRange(input, 1, input.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The good file, as a seed. */
    public static byte[] seed() {
        byte[] seed = new byte[1 + GOOD.length];
        seed[0] = 2;
        System.arraycopy(GOOD, 0, seed, 1, GOOD.length);
        return seed;
    }

    private record Found(Scopes scopes, Kinds kinds, Table table) {
    }

    private static Found replayed(byte[] bytes) throws IOException {
        Path file = Files.write(FOLDER.resolve("file"), bytes);
        Journal none = new Journal(Optional.empty());
        Found found = new Found(new Scopes(CacheScope.TENANT, none), new Kinds(none), new Table(BOUND, 1));
        Replay replay = new Replay(CacheScope.TENANT, 0, found.scopes, found.kinds, found.table);
        replay.read(file);
        new Loading(replay).epochs(new Judging("set-1", "build-1", 0), 0);
        return found;
    }

    private static void right(Found found) {
        int count = 0;
        for (int i = 0; i < ENTRIES; i++) {
            Digest digest = subject(i).digest();
            int scope = found.scopes.known(tenant(i));
            long entry = scope == Scopes.NONE ? Stripe.NONE : found.table.find(digest.a(), digest.b(), digest.c(), digest.d(), subject(i).size() << Byte.SIZE | 1, scope);
            if (entry != Stripe.NONE) {
                count++;
                Verdict verdict = found.kinds.of((int) entry).orElseThrow().under("set-1").verdict();
                if (!verdict.equals(verdict(i).asShared())) {
                    throw new IllegalStateException(verdict(i) + " became " + verdict);
                }
            }
        }
        if (count != found.table.size()) {
            throw new IllegalStateException("entries that nobody put");
        }
    }

    private static byte[] damaged(ByteBuffer damages) {
        byte[] bytes = GOOD.clone();
        for (int i = 0; i < MOST_DAMAGES && damages.remaining() >= DAMAGE_BYTES; i++) {
            int kind = damages.get();
            int at = damages.getShort() & 0xffff;
            int value = damages.get() & ALL;
            if (at >= bytes.length) {
                continue;
            }
            int to = Math.min(bytes.length, at + value);
            switch (kind & 3) {
                case 0 -> bytes[at] ^= (byte) value;
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                case 2 -> Arrays.fill(bytes, at, to, (byte) (kind >> 2));
                default -> {
                    // Something is missing.
                    byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - at));
                    System.arraycopy(bytes, to, shorter, at, bytes.length - to);
                    bytes = shorter;
                }
            }
        }
        return bytes;
    }

    /** Type, length in two bytes, fields; again and again. */
    private static byte[] records(ByteBuffer given) {
        byte[] header = Records.header();
        ByteBuffer file = ByteBuffer.allocate(header.length + given.remaining() * (Records.HEAD + 3)).put(header);
        while (given.remaining() >= 3) {
            int at = file.position();
            byte type = given.get();
            int length = Math.min(given.getShort() & 0xffff, Math.min(Records.MOST, given.remaining()));
            file.put((byte) Records.MARK).put(type).putShort((short) length).putInt(0).put(given.slice(given.position(), length));
            given.position(given.position() + length);
            file.putInt(at + 4, Records.checksum(file.array(), at, length));
        }
        return Arrays.copyOf(file.array(), file.position());
    }

    private static byte[] good() {
        Path home = Scratch.folder("cache-good");
        try {
            try (SharedCache cache = SharedCache.open(new CacheConfig(BOUND), home, new Judging("set-1", "build-1", 0), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))) {
                for (int i = 0; i < ENTRIES; i++) {
                    cache.put(tenant(i), subject(i), true, verdict(i));
                }
            }
            try (Stream<Path> files = Files.list(home.resolve("cache"))) {
                return Files.readAllBytes(files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Verdict verdict(int n) {
        return n % 5 == 4 ? Verdict.infected("T" + n, "in/" + n, "e", "set-1") : Verdict.clean("e", "set-1");
    }

    private static UUID tenant(int n) {
        return n % 3 == 0 ? OTHER : TENANT;
    }

    private static Subject subject(int n) {
        return new Subject(new Digest(n + 1L, 31L * n, 7L * n, n), n);
    }
}
