package org.palisade.agent.ledger;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.palisade.agent.file.FileVersion;
import org.palisade.protocol.scan.Verdict;

/**
 * What remembering files costs; not a test, run by hand: {@code LedgerFootprint kept|memory|mapped|nothing FILES FOLDER}. {@code mapped} is what the table
 * would cost if it were mapped from its file instead of held in memory: the same bytes, the same look-ups.
 */
final class LedgerFootprint {

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1000), ZoneOffset.UTC);
    private static final int ROUNDS = 20;
    /** Makes the question an object on the heap in every variant, so that the young generation is as full in all of them. */
    private static volatile FileVersion last;

    private LedgerFootprint() {
    }

    public static void main(String[] arguments) throws IOException {
        int files = Integer.parseInt(arguments[1]);
        Path path = Path.of(arguments[2]).resolve("verdicts");
        show("before");
        switch (arguments[0]) {
            case "kept" -> measure(Ledger.kept(new LedgerConfig(files), CLOCK, path), files);
            case "memory" -> measure(new Ledger(new LedgerConfig(files), CLOCK), files);
            case "mapped" -> mapped(path, files);
            case "nothing" -> lookUp(files, file -> file(file).inode() == file);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void measure(Ledger ledger, int files) throws IOException {
        long began = cpu();
        ledger.use("set-1");
        System.out.printf("new signature set: %.1f ms of CPU%n", (cpu() - began) / 1e6);
        Finding clean = new Finding(Verdict.clean("e", "set-1"), Optional.empty(), true);
        began = cpu();
        for (int i = 0; i < files; i++) {
            ledger.remember(file(i), clean);
        }
        System.out.printf("remember: %.0f ns of CPU a file%n", (double) (cpu() - began) / files);
        lookUp(files, file -> ledger.find(file(file), true).isPresent());
        System.out.println("files remembered: " + ledger.size());
        ledger.close();
    }

    private static void mapped(Path path, int files) throws IOException {
        int slots = VerdictTable.slots(files);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) slots * VerdictFile.SLOT);
            Fingerprint fingerprint = new Fingerprint(new byte[32], "", "");
            for (int i = 0; i < files; i++) {
                mapped.putLong(slot(fingerprint, i, slots), fingerprint.first(file(i)));
                mapped.putLong(slot(fingerprint, i, slots) + Long.BYTES, fingerprint.second(file(i)));
            }
            lookUp(files, file -> {
                int at = slot(fingerprint, file, slots);
                return mapped.getLong(at) == fingerprint.first(file(file)) && mapped.getLong(at + Long.BYTES) == fingerprint.second(file(file));
            });
        }
        Files.delete(path);
    }

    private static int slot(Fingerprint fingerprint, int file, int slots) {
        return (int) ((fingerprint.first(file(file)) >>> 32) * slots >>> 32) * VerdictFile.SLOT;
    }

    private static void lookUp(int files, IntPredicate known) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long began = cpu();
            for (int i = 0; i < files; i++) {
                found += known.test(i) ? 1 : 0;
            }
            long took = cpu() - began;
            if (round == ROUNDS - 1) {
                System.out.printf("find: %.0f ns of CPU, %.2f bytes allocated (56 of them the question itself); %d of %d known%n", (double) took / files,
                        (double) (threads.getCurrentThreadAllocatedBytes() - allocated) / files, found / ROUNDS, files);
            }
        }
        System.gc();
        show("after");
    }

    private static void show(String when) {
        try {
            System.out.println(when + ":");
            Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.matches("(VmRSS|RssAnon|RssFile).*")).forEach(System.out::println);
            Files.readAllLines(Path.of("/proc/self/smaps_rollup")).stream().filter(line -> line.matches("(Private_|Pss:).*")).forEach(System.out::println);
        } catch (IOException e) {
            System.out.println("this system does not say: " + e.getMessage());
        }
    }

    /** CPU time of this thread, nanoseconds: what else runs does not count. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static FileVersion file(int number) {
        last = new FileVersion(1L << 32, number, 10, 0, 500);
        return last;
    }
}
