package org.palisade.agent.scan;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
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

    private static final Verdict NOTHING_TO_SCAN = Verdict.clean("", "");

    private record Asked(FileVersion version, boolean archives) {
    }

    private final Ledger ledger;
    private final Exemptions exemptions;
    private final SvmLink link;
    private final LongSupplier nanoTime;
    private final Executor conclusions;
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
            ask(file, version, archives, terms, mine);
        } catch (IOException e) {
            mine.complete(Outcome.error(Reason.UNREADABLE));
        }
        return mine;
    }

    /** What can be said without reading a byte. */
    private Optional<Outcome> known(FileVersion version, boolean archives) {
        if (version.size() == 0 || exemptions.holds(version)) {
            return Optional.of(new Outcome(NOTHING_TO_SCAN, Optional.empty(), true));
        }
        return ledger.find(version, archives).map(finding -> new Outcome(finding.verdict(), finding.digest(), true));
    }

    private void ask(OpenFile file, FileVersion version, boolean archives, Terms terms, CompletableFuture<Outcome> answer) throws IOException {
        long began = nanoTime.getAsLong();
        Optional<Digest> digest = file.digest(version.size(), () -> nanoTime.getAsLong() - began < terms.object().toNanos());
        if (digest.isEmpty() || !file.status().version().equals(version)) {
            boolean late = nanoTime.getAsLong() - began >= terms.object().toNanos();
            answer.complete(Outcome.error(late ? Reason.DEADLINE : Reason.CHANGED));
            return;
        }
        Message.Subject subject = new Message.Subject(digest.get(), version.size());
        link.lookup(subject, archives, terms)
                .thenCompose(known -> known.complete() || gone(known) ? CompletableFuture.completedFuture(known)
                        : link.scan(subject, file::read, archives, terms))
                .thenAcceptAsync(verdict -> answer.complete(conclude(file, version, archives, digest.get(), verdict)), conclusions);
    }

    /** True if asking further would only wait for the same connection once more. */
    private static boolean gone(Verdict verdict) {
        return verdict.reason() == Reason.NO_SVM || verdict.reason() == Reason.CONNECTION_LOST || verdict.reason() == Reason.CANCELLED;
    }

    private Outcome conclude(OpenFile file, FileVersion version, boolean archives, Digest digest, Verdict verdict) {
        boolean same;
        try {
            same = file.status().version().equals(version);
        } catch (IOException e) {
            same = false;
        }
        if (verdict.reason() == Reason.DIGEST_MISMATCH) {
            return Outcome.error(Reason.CHANGED);
        }
        Outcome outcome = new Outcome(verdict, Optional.of(digest), false);
        if (same) {
            ledger.remember(version, new Finding(verdict, outcome.infected() ? Optional.of(digest) : Optional.empty(), archives));
        }
        return outcome;
    }
}
