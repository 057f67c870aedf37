package org.palisade.bench.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message;

/** The longest time between two answers to a prober that asks a thousand times a second while the signatures are loaded anew. */
final class ReloadGap {

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private ReloadGap() {
    }

    /** One reload, milliseconds; {@code mark} makes the database different from the one before. */
    static double millis(Identity agent, int port, Path database, int mark) throws IOException {
        Message.Subject subject = new Message.Subject(Digest.of(Digest.computation().digest(new byte[] {(byte) mark})), 1);
        try (AgentClient prober = new AgentClient(agent, port)) {
            String before = prober.signatureSet();
            for (int i = 0; i < 2000; i++) {
                prober.lookup(subject);
            }
            Files.writeString(database.resolve("bench.ndb"), "Bench.Reload." + mark + ":0:*:" + "7e".repeat(24) + String.format("%08x", mark) + "\n",
                    StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
            long start = System.nanoTime();
            long last = start;
            long gap = 0;
            long changed = 0;
            while (changed == 0 || last - changed < AFTER_NANOS) {
                prober.lookup(subject);
                long now = System.nanoTime();
                gap = Math.max(gap, now - last);
                last = now;
                if (changed == 0 && !prober.signatureSet().equals(before)) {
                    changed = now;
                }
                if (now - start > LONGEST_NANOS) {
                    throw new IOException("the signatures were not loaded within two minutes");
                }
                LockSupport.parkNanos(PERIOD_NANOS - (System.nanoTime() - now) % PERIOD_NANOS);
            }
            return gap / 1e6;
        }
    }
}
