package org.palisade.scanserver.engine.clamd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The folder daemons load their databases from, watched for changes that their VERSION does not show. A daemon loads what changed some time later and does not say when;
 * until then verdicts are labelled as of a time of change, and with its end that label is void.
 */
final class DatabaseFolder {

    private final Optional<Path> folder;
    private final long settleNanos;
    private final LongSupplier clock;
    private int seen;
    private boolean looked;
    private boolean settling;
    private long since;

    /** {@code settle} is the longest time a daemon takes to notice and load; {@code clock} counts nanoseconds. */
    DatabaseFolder(Optional<Path> folder, Duration settle, LongSupplier clock) {
        this.folder = folder;
        this.settleNanos = settle.toNanos();
        this.clock = clock;
    }

    boolean watched() {
        return folder.isPresent();
    }

    /** Its part of a label: short, and another one whenever what daemons have loaded may have changed. Empty if no folder is watched. */
    synchronized String stamp() {
        if (folder.isEmpty()) {
            return "";
        }
        int now = contents(folder.get());
        if (looked && now != seen) {
            settling = true;
            since = clock.getAsLong();
        }
        looked = true;
        seen = now;
        if (settling && clock.getAsLong() - since > settleNanos) {
            settling = false;
        }
        return String.format(settling ? "-w%08x" : "-d%08x", now);
    }

    private static int contents(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted = files.sorted(Comparator.naturalOrder()).toList();
            int stamp = 1;
            for (Path file : sorted) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                if (attributes.isRegularFile()) {
                    stamp = 31 * stamp + file.getFileName().hashCode();
                    stamp = 31 * stamp + Long.hashCode(attributes.size());
                    stamp = 31 * stamp + attributes.lastModifiedTime().hashCode();
                    stamp = 31 * stamp + String.valueOf(attributes.fileKey()).hashCode();
                }
            }
            return stamp;
        } catch (IOException e) {
            // A file that vanishes while we look, or a folder that cannot be read: the next look sees more.
            return 0;
        }
    }
}
