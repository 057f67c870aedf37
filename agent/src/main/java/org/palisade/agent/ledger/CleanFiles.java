package org.palisade.agent.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.palisade.agent.file.FileVersion;
import org.palisade.protocol.scan.Verdict;

/**
 * Files that are plainly clean under one signature set, in memory and, as long as that works, on disk. A disk that fails costs what is on it: one line in the
 * log, and memory alone until the next signature set.
 */
final class CleanFiles implements Closeable {

    private static final Logger LOG = System.getLogger(CleanFiles.class.getName());
    private static final SecureRandom RANDOM = new SecureRandom();

    /** All that belongs to one signature set, replaced at one stroke. Its answers are made once, so that a look-up makes none. */
    private record Under(String signatureSet, Fingerprint fingerprint, Optional<Finding> clean, Optional<Finding> cleanInside) {

        static Under of(VerdictFile.Kept kept, String boot) {
            Verdict verdict = Verdict.clean("", kept.signatureSet());
            return new Under(kept.signatureSet(), new Fingerprint(kept.secret(), boot, kept.signatureSet()),
                    Optional.of(new Finding(verdict, Optional.empty(), false)), Optional.of(new Finding(verdict, Optional.empty(), true)));
        }
    }

    private final VerdictTable table;
    private final Optional<VerdictFile> file;
    private final String boot;
    private boolean onDisk;
    private volatile Under under;

    CleanFiles(int most, Optional<VerdictFile> file, String boot) {
        this.table = new VerdictTable(most, this::changed);
        this.file = file;
        this.boot = boot;
        Optional<VerdictFile.Kept> kept = load();
        this.onDisk = kept.isPresent();
        this.under = Under.of(kept.orElseGet(() -> fresh("")), boot);
    }

    /**
     * In memory alone.
     *
     * @param most most files remembered, 0–10,000,000
     */
    static CleanFiles inMemory(int most) {
        return new CleanFiles(most, Optional.empty(), "");
    }

    /**
     * In memory and on disk, beginning with what an earlier process left there.
     *
     * @param boot what the kernel calls its present run; what was kept under another one is left out
     */
    static CleanFiles onDisk(int most, Path path, String boot) {
        return new CleanFiles(most, Optional.of(new VerdictFile(path, VerdictTable.slots(most), boot)), boot);
    }

    /** From now on it is about this signature set; what was known under any other is gone, on disk too. */
    synchronized void use(String signatureSet) {
        if (signatureSet.equals(under.signatureSet())) {
            return;
        }
        VerdictFile.Kept kept = fresh(signatureSet);
        under = Under.of(kept, boot);
        table.clear();
        if (file.isPresent()) {
            try {
                file.get().begin(kept);
                onDisk = true;
            } catch (IOException e) {
                giveUp(e);
            }
        }
    }

    /** The signature set in use; empty if there never was one. */
    String signatureSet() {
        return under.signatureSet();
    }

    /** What is known of a file: empty, or that it is clean. Allocates nothing and waits for nobody. */
    Optional<Finding> find(FileVersion version) {
        Under now = under;
        return switch (table.find(now.fingerprint().first(version), now.fingerprint().second(version))) {
            case NOTHING -> Optional.empty();
            case CLEAN -> now.clean();
            case CLEAN_INSIDE -> now.cleanInside();
        };
    }

    /** The file is clean; {@code inside}: its archives were opened. */
    synchronized void remember(FileVersion version, boolean inside) {
        Fingerprint fingerprint = under.fingerprint();
        table.put(fingerprint.first(version), fingerprint.second(version), inside);
    }

    /** What is known of the file no longer counts. */
    synchronized void forget(FileVersion version) {
        Fingerprint fingerprint = under.fingerprint();
        table.remove(fingerprint.first(version), fingerprint.second(version));
    }

    synchronized int size() {
        return table.size();
    }

    /** Lets go of the file; what is remembered from now on is in memory alone. */
    @Override
    public synchronized void close() throws IOException {
        onDisk = false;
        if (file.isPresent()) {
            file.get().close();
        }
    }

    private Optional<VerdictFile.Kept> load() {
        try {
            return file.isPresent() ? file.get().load(table) : Optional.empty();
        } catch (IOException e) {
            table.clear();
            LOG.log(Level.WARNING, "the verdicts kept on disk cannot be read and are left out: {0}", why(e));
            return Optional.empty();
        }
    }

    private void changed(int slot, long first, long second) {
        if (onDisk) {
            try {
                file.orElseThrow().write(slot, first, second);
            } catch (IOException e) {
                giveUp(e);
            }
        }
    }

    /** A file that no longer follows what is known must not be read by the next process. */
    private void giveUp(IOException cause) {
        onDisk = false;
        LOG.log(Level.WARNING, "verdicts cannot be kept on disk and are remembered in memory alone until the next signature set: {0}", why(cause));
        try {
            file.orElseThrow().discard();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the verdicts kept on disk cannot be deleted: {0}", why(e));
        }
    }

    /** In one word where the message would be a path. */
    private static String why(IOException failure) {
        return failure instanceof FileSystemException ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static VerdictFile.Kept fresh(String signatureSet) {
        byte[] secret = new byte[VerdictFile.SECRET];
        RANDOM.nextBytes(secret);
        return new VerdictFile.Kept(secret, signatureSet);
    }
}
