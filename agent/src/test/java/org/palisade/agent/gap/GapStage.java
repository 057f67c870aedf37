package org.palisade.agent.gap;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.palisade.agent.file.FileStatus;
import org.palisade.agent.file.FileVersion;
import org.palisade.agent.file.RawPath;

/** A ledger on a folder, under clocks that move when they are told to, and files that need not exist. */
final class GapStage {

    private static final int REGULAR = 0x8000;

    final Path folder;
    final long cap;
    Instant now = Instant.parse("2026-11-25T12:00:00Z");
    long nanos = -5;

    GapStage(Path folder) {
        this(folder, 1024 * 1024);
    }

    GapStage(Path folder, long cap) {
        this.folder = folder;
        this.cap = cap;
    }

    Clock clock() {
        return ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    }

    GapLedger open() {
        return new GapLedger(folder, new GapConfig(cap), clock(), () -> nanos);
    }

    Periods periods() {
        return new Periods(folder, clock(), () -> nanos);
    }

    static RawPath path(String text) {
        return RawPath.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Seen seen(String path, long inode) {
        FileVersion version = new FileVersion(1L << 32 | 7, inode, 10, 20, 30);
        return new Seen(path(path), Optional.of(new FileStatus(version, REGULAR, 0, 0, 1)), new byte[] {8, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8});
    }

    static Seen seen(int number) {
        return seen("/srv/file-" + number, number);
    }

    /** Names of all files that are due; they stay open. */
    static Set<String> due(GapLedger ledger) {
        Set<String> names = new TreeSet<>();
        for (Optional<Unscanned> next = ledger.next(); next.isPresent(); next = ledger.next()) {
            names.add(next.get().path().text());
            ledger.failed(next.get());
        }
        return names;
    }
}
