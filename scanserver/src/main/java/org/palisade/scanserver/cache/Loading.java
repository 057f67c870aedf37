package org.palisade.scanserver.cache;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;

/** What a start makes of the files it finds. */
final class Loading {

    private static final Logger LOG = System.getLogger(Loading.class.getName());

    private final Replay replay;
    private boolean unread;

    Loading(Replay replay) {
        this.replay = replay;
    }

    /** Reads all files; one that cannot be read costs itself only. */
    void read(Folder folder) {
        try {
            folder.tidy();
            for (Path file : folder.toRead()) {
                try {
                    replay.read(file);
                } catch (IOException e) {
                    unread = true;
                    LOG.log(Level.ERROR, "cache file {0} cannot be read: {1}", file, e.toString());
                }
            }
        } catch (IOException e) {
            unread = true;
            LOG.log(Level.ERROR, "the files of the cache cannot be read: {0}", e.toString());
        }
        if (replay.damages() > 0) {
            LOG.log(Level.WARNING, "the cache was damaged or cut off in {0} places: what stood there is forgotten", replay.damages());
        }
    }

    /** True if the files are better written anew. */
    boolean untidy() {
        return unread || replay.discarded() || replay.damages() > 0;
    }

    /** The epochs found, followed by one of our own if what the server judges under is not what the last one says. */
    Epochs epochs(Judging judging, long millis) {
        Optional<Epochs> found = replay.epochs();
        if (found.isPresent()) {
            Epoch last = found.get().present();
            if (last.number() == replay.highest() && last.signatureSet().equals(judging.signatureSet()) && last.build().equals(judging.build())) {
                return found.get();
            }
        }
        Epoch own = new Epoch(replay.highest() + 1, judging.signatureSet(), judging.build(), millis, Difference.UNKNOWN);
        return found.map(epochs -> epochs.then(own)).orElse(Epochs.first(own));
    }
}
