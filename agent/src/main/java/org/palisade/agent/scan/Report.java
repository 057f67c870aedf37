package org.palisade.agent.scan;

import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.json.bind.annotation.JsonbPropertyOrder;

/** What a scan on demand tells while it runs; the shape of the two records is stable. */
public interface Report {

    /**
     * A file that is infected or was not scanned.
     *
     * @param path   readable form of the path
     * @param status {@code infected}, {@code not-fully-scanned} or {@code error}
     * @param threat the threat's name; null if none
     * @param reason why it was not scanned; null if it was
     * @param member path inside the file, if it is a container and what was found or not scanned is in it; null if not
     */
    @JsonbNillable
    @JsonbPropertyOrder({"path", "status", "threat", "reason", "member"})
    record Line(String path, String status, String threat, String reason, String member) {
    }

    /**
     * How it went.
     *
     * @param files      ordinary files looked at
     * @param bytes      their sizes together
     * @param infected   files with a threat
     * @param notScanned files and folders that were not, or not fully, scanned
     * @param localHits  answered by the agent without reading the file
     * @param sharedHits answered by the SharedCache without sending the file
     * @param seconds    time it took
     */
    @JsonbPropertyOrder({"files", "bytes", "infected", "notScanned", "localHits", "sharedHits", "seconds"})
    record Summary(long files, long bytes, long infected, long notScanned, long localHits, long sharedHits, double seconds) {
    }

    /** One more line; from any thread, one at a time. */
    void line(Line line);

    /** How far it is; false if nobody wants to know any more, which ends the scan. */
    boolean progress(long files, long bytes);
}
