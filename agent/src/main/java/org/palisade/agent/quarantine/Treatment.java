package org.palisade.agent.quarantine;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.palisade.agent.event.SecurityEvents;
import org.palisade.agent.file.FileVersion;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.file.RawPath;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Verdict;

/** Does with an infected file what the settings say, and tells of it once for each state of the file. */
public final class Treatment {

    private static final Logger LOG = System.getLogger(Treatment.class.getName());
    private static final int REMEMBERED = 20_000;

    private final Action action;
    private final Quarantine quarantine;
    private final SecurityEvents events;
    private final Executor executor;
    private final Predicate<RawPath> guarded;
    /** Each twice: as it was, and its {@link #content}. */
    private final Set<FileVersion> told = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FileVersion, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    /**
     * A treatment.
     *
     * @param executor where files are copied and encrypted, one at a time
     * @param guarded  whether opening the file of that name is refused while it is infected
     */
    public Treatment(QuarantineConfig config, Quarantine quarantine, SecurityEvents events, Executor executor, Predicate<RawPath> guarded) {
        this.action = config.action();
        this.quarantine = quarantine;
        this.events = events;
        this.executor = executor;
        this.guarded = guarded;
    }

    /** True if infected files must not be opened. */
    public boolean denies() {
        return action != Action.NOTIFY;
    }

    /**
     * Treats an infected file, later, on another thread; takes over the open file and closes it.
     *
     * @param scanned the state in which it was scanned
     * @param path    its name
     */
    public void treat(OpenFile file, FileVersion scanned, RawPath path, Verdict verdict, Optional<Digest> digest) {
        try {
            executor.execute(() -> {
                try (file) {
                    treatNow(file, scanned, path, verdict, digest);
                }
            });
        } catch (RejectedExecutionException e) {
            file.close();
        }
    }

    private void treatNow(OpenFile file, FileVersion scanned, RawPath path, Verdict verdict, Optional<Digest> digest) {
        String left = action == Action.NOTIFY ? "notified" : guarded.test(path) ? "blocked" : action == Action.BLOCK ? "notified" : "failed";
        if (action != Action.QUARANTINE || digest.isEmpty()) {
            tell(scanned, path, verdict, digest, left);
            return;
        }
        try {
            if (gone(file, scanned)) {
                return;
            }
            quarantine.take(file, file.path(), verdict.threat(), digest.get());
            tell(scanned, path, verdict, digest, "quarantined");
        } catch (QuarantineFullException e) {
            if (tell(scanned, path, verdict, digest, left)) {
                events.quarantineFull();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "an infected file could not be taken away: {0}", e.getMessage());
            tell(scanned, path, verdict, digest, left);
        }
    }

    /** Several may have found the same file at the same time, some of them after the first one took it; that removed its name and so changed its inode. */
    private boolean gone(OpenFile file, FileVersion scanned) throws IOException {
        synchronized (told) {
            return told.contains(content(scanned)) && file.status().links() == 0;
        }
    }

    /** The state of the file's content, whatever happened to its inode. */
    private static FileVersion content(FileVersion version) {
        return new FileVersion(version.device(), version.inode(), version.size(), version.modified(), 0);
    }

    private boolean tell(FileVersion scanned, RawPath path, Verdict verdict, Optional<Digest> digest, String done) {
        synchronized (told) {
            told.add(content(scanned));
            if (!told.add(scanned)) {
                return false;
            }
        }
        LOG.log(Level.WARNING, "malware detected: {0}, {1}", verdict.threat(), done);
        events.detected(path, verdict.threat(), digest, done);
        return true;
    }
}
