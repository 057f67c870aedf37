package org.palisade.agent.scan;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.palisade.agent.connection.SvmLink;
import org.palisade.agent.connection.Terms;
import org.palisade.agent.file.FileStatus;
import org.palisade.agent.file.FileVersion;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.ledger.Exemptions;
import org.palisade.agent.ledger.Finding;
import org.palisade.agent.ledger.Ledger;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;

/**
 * The way of a file: known already → digest → look-up → fragments. The calling thread reads the file once for its digest and is free again then; the rest
 * happens when answers come. Two who ask for the same file in the same state at the same time get one answer.
 */
public final class Inspector {

    private static final int STACK = 256 * 1024;
    private static final Verdict NOTHING_TO_SCAN = Verdict.clean("", "");

    private record Asked(FileVersion version, boolean archives) {
    }

    private final Ledger ledger;
    private final Exemptions exemptions;
    private final SvmLink link;
    private final LongSupplier nanoTime;
    private final Executor conclusions;
    private final Executor again = Executors.newSingleThreadExecutor(Inspector::again);
    private final Map<Asked, CompletableFuture<Outcome>> underWay = new ConcurrentHashMap<>();

    /**
     * An inspector.
     *
     * @param conclusions runs what follows an answer: asking a file for its state may take long, and the link must not wait for it
     */
    public Inspector(Ledger ledger, Exemptions exemptions, SvmLink link, Executor conclusions, LongSupplier nanoTime) {
        this.ledger = ledger;
        this.exemptions = exemptions;
        this.link = link;
        this.conclusions = conclusions;
        this.nanoTime = nanoTime;
    }

    /**
     * Looks at a file. The caller keeps it open until the answer is there.
     *
     * @param archives whether to look into archives
     * @return the answer; never completes exceptionally
     */
    public CompletableFuture<Outcome> inspect(OpenFile file, boolean archives, Terms terms) {
        FileStatus status;
        try {
            status = file.status();
        } catch (IOException e) {
            return CompletableFuture.completedFuture(Outcome.error(Reason.UNREADABLE));
        }
        if (!status.regular()) {
            return CompletableFuture.completedFuture(Outcome.error(Reason.UNREADABLE));
        }
        FileVersion version = status.version();
        Optional<Outcome> known = known(version, archives);
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(known.get());
        }
        Asked asked = new Asked(version, archives);
        CompletableFuture<Outcome> mine = new CompletableFuture<>();
        CompletableFuture<Outcome> other = underWay.putIfAbsent(asked, mine);
        if (other != null) {
            return other;
        }
        mine.whenComplete((outcome, failure) -> underWay.remove(asked, mine));
        try {
            ask(file, archives, terms, nanoTime.getAsLong(), mine);
        } catch (IOException e) {
            mine.complete(Outcome.error(Reason.UNREADABLE));
        }
        return mine;
    }

    /** Looks at a file that was written to: what was known of it does not count, nor an answer somebody else waits for. */
    public CompletableFuture<Outcome> inspectWritten(OpenFile file, Terms terms) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        try {
            FileStatus status = file.status();
            ledger.forget(status.version());
            if (!status.regular()) {
                answer.complete(Outcome.error(Reason.UNREADABLE));
            } else if (nothingToScan(status.version())) {
                answer.complete(new Outcome(NOTHING_TO_SCAN, Optional.empty(), true));
            } else {
                ask(file, false, terms, nanoTime.getAsLong(), answer);
            }
        } catch (IOException e) {
            answer.complete(Outcome.error(Reason.UNREADABLE));
        }
        return answer;
    }

    private boolean nothingToScan(FileVersion version) {
        return version.size() == 0 || exemptions.holds(version);
    }

    /** What can be said without reading a byte, nor opening the file; empty if the file must be looked at. */
    Optional<Outcome> known(FileVersion version, boolean archives) {
        if (nothingToScan(version)) {
            return Optional.of(new Outcome(NOTHING_TO_SCAN, Optional.empty(), true));
        }
        return ledger.find(version, archives).map(finding -> new Outcome(finding.verdict(), finding.digest(), true));
    }

    /**
     * Asks for what the file holds now. Only a change of content while it is read makes the digest useless, and then it is read again as long as there is
     * patience: whoever waits for a file that changes all the time waits as for any other without a verdict.
     */
    private void ask(OpenFile file, boolean archives, Terms terms, long began, CompletableFuture<Outcome> answer) throws IOException {
        FileVersion version = file.status().version();
        boolean quiet = ledger.rests(version) && file.unwritten();
        Optional<Digest> digest = file.digest(version.size(), () -> age(began) < terms.object().toNanos());
        if (digest.isEmpty()) {
            if (age(began) >= terms.object().toNanos()) {
                answer.complete(Outcome.error(Reason.DEADLINE));
            } else {
                changed(file, archives, terms, began, answer);
            }
            return;
        }
        Message.Subject subject = new Message.Subject(digest.get(), version.size());
        link.lookup(subject, archives, terms)
                .thenCompose(known -> known.complete() || gone(known) ? CompletableFuture.completedFuture(known)
                        : link.scan(subject, file::read, archives, terms))
                .thenAcceptAsync(verdict -> {
                    if (verdict.reason() == Reason.DIGEST_MISMATCH) {
                        changed(file, archives, terms, began, answer);
                    } else {
                        answer.complete(conclude(file, version, quiet, archives, digest.get(), verdict));
                    }
                }, conclusions);
    }

    private void changed(OpenFile file, boolean archives, Terms terms, long began, CompletableFuture<Outcome> answer) {
        if (age(began) >= terms.patience().toNanos()) {
            answer.complete(Outcome.error(Reason.CHANGED));
            return;
        }
        again.execute(() -> {
            try {
                ask(file, archives, terms, began, answer);
            } catch (IOException e) {
                answer.complete(Outcome.error(Reason.UNREADABLE));
            }
        });
    }

    private long age(long began) {
        return nanoTime.getAsLong() - began;
    }

    private static Thread again(Runnable task) {
        Thread thread = new Thread(null, task, "changed-files", STACK);
        thread.setDaemon(true);
        return thread;
    }

    /** True if asking further would only wait for the same connection once more. */
    private static boolean gone(Verdict verdict) {
        return verdict.reason() == Reason.NO_SVM || verdict.reason() == Reason.CONNECTION_LOST || verdict.reason() == Reason.CANCELLED;
    }

    private Outcome conclude(OpenFile file, FileVersion version, boolean quiet, boolean archives, Digest digest, Verdict verdict) {
        boolean same;
        try {
            // Who has it open for writing may have written, and may yet, without a trace in its times.
            same = quiet && file.unwritten() && file.status().version().equals(version);
        } catch (IOException e) {
            same = false;
        }
        Outcome outcome = new Outcome(verdict, Optional.of(digest), false);
        if (same) {
            ledger.remember(version, new Finding(verdict, outcome.infected() ? Optional.of(digest) : Optional.empty(), archives));
        }
        return outcome;
    }
}
