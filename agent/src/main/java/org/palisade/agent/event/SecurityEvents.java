package org.palisade.agent.event;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.palisade.agent.file.RawPath;
import org.palisade.protocol.http.EventBatch;
import org.palisade.protocol.scan.Digest;

/** Words events and hands them on. */
public final class SecurityEvents {

    private final Clock clock;
    private final Consumer<EventBatch.Event> spool;

    public SecurityEvents(Clock clock, Consumer<EventBatch.Event> spool) {
        this.clock = clock;
        this.spool = spool;
    }

    public void started() {
        plain("information", "agent-started");
    }

    public void stopping() {
        plain("information", "agent-stopping");
    }

    public void connected() {
        plain("information", "svm-connected");
    }

    public void lost() {
        plain("warning", "svm-lost");
    }

    /** Files are judged only after they changed, not before they are opened. */
    public void onlyWatching() {
        plain("warning", "on-access-unavailable");
    }

    /** Some of the folders that are to be watched are not. */
    public void notAllWatched() {
        plain("error", "watching-incomplete");
    }

    /** Infected files can only be blocked until there is room in quarantine. */
    public void quarantineFull() {
        plain("error", "quarantine-full");
    }

    /** So many files were let through, since installation, that could not even be recorded. The number is in the action: {@code files-17}. */
    public void unrecorded(long files) {
        spool.accept(new EventBatch.Event(UUID.randomUUID().toString(), clock.instant().toString(), "error", "gaps-unrecorded", null, null, null,
                "files-" + files));
    }

    /**
     * A threat was found.
     *
     * @param action {@code quarantined}, {@code blocked}, {@code notified} or {@code failed}
     */
    public void detected(RawPath path, String threat, Optional<Digest> digest, String action) {
        spool.accept(new EventBatch.Event(UUID.randomUUID().toString(), clock.instant().toString(), "critical", "malware-detected", path.text(), threat,
                digest.map(Digest::hex).orElse(null), action));
    }

    /** A person let a file out of quarantine. */
    public void restored(RawPath path, String threat, Digest digest) {
        spool.accept(new EventBatch.Event(UUID.randomUUID().toString(), clock.instant().toString(), "warning", "quarantine-restored", path.text(), threat,
                digest.hex(), null));
    }

    private void plain(String severity, String kind) {
        spool.accept(new EventBatch.Event(UUID.randomUUID().toString(), clock.instant().toString(), severity, kind, null, null, null, null));
    }
}
