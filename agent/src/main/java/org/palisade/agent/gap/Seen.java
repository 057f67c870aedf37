package org.palisade.agent.gap;

import java.io.IOException;
import java.util.Optional;
import org.palisade.agent.file.FileStatus;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.file.RawPath;

/**
 * What an open file tells of itself without waiting for its file system.
 *
 * @param path   its name now
 * @param status empty if the kernel did not tell
 * @param handle empty if its file system has none
 */
record Seen(RawPath path, Optional<FileStatus> status, byte[] handle) {

    /**
     * Looks.
     *
     * @throws IOException if not even its name can be had
     */
    static Seen of(OpenFile file) throws IOException {
        RawPath path;
        try {
            path = file.path();
        } catch (IllegalArgumentException e) {
            throw new IOException("a file has no name that can be written down", e);
        }
        Optional<FileStatus> status;
        try {
            status = Optional.of(file.statusAtHand());
        } catch (IOException e) {
            status = Optional.empty();
        }
        return new Seen(path, status, file.handle());
    }

    /** False for a pipe, socket or device: there is nothing in it to scan. */
    boolean scannable() {
        return status.map(FileStatus::regular).orElse(true);
    }

    Unscanned.Key key() {
        return new Unscanned.Key(path, status.map(known -> known.version().device()).orElse(0L), status.map(known -> known.version().inode()).orElse(0L));
    }

    Unscanned begin(long id, long time, Why why) {
        return new Unscanned(id, path, status.map(FileStatus::version), handle, time, why);
    }
}
