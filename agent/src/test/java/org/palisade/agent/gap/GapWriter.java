package org.palisade.agent.gap;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.locks.LockSupport;

/** A process that writes to a ledger until it is killed, and says what was written after each return: {@code + number}, {@code - number} for a closed one. */
final class GapWriter {

    private GapWriter() {
    }

    public static void main(String[] arguments) throws IOException {
        GapLedger ledger = new GapLedger(Path.of(arguments[0]), new GapConfig(64L * 1024 * 1024), Clock.systemUTC(), System::nanoTime);
        Thread upkeep = new Thread(() -> {
            while (true) {
                ledger.upkeep(count -> { });
                LockSupport.parkNanos(100_000_000);
            }
        });
        upkeep.setDaemon(true);
        upkeep.start();
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        for (int number = Integer.parseInt(arguments[1]); ; number++) {
            ledger.happened(GapStage.seen(number), Happening.LET_THROUGH, Why.NO_SVM);
            say(out, "+ " + number);
            // Whoever kills this process must come in time, before it holds more than its memory can.
            LockSupport.parkNanos(300_000);
            if (number % 3 == 0) {
                Unscanned file = ledger.next().orElseThrow();
                ledger.closed(file, Ending.CLEAN, ledger.lettings(file), false);
                say(out, "- " + file.version().orElseThrow().inode());
            }
        }
    }

    private static void say(FileOutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
