package org.palisade.protocol.scan;

import java.util.Locale;

/** Why a verdict is not a plain clean or infected. Clients branch on it; nobody reads a message to decide. */
public enum Reason {
    NONE(0),
    /** Larger than the size limit agreed at the start of the connection. */
    TOO_LARGE(1),
    /** The deadline of the request passed. */
    DEADLINE(2),
    /** The server has no room now; "retry after" says when. */
    BUSY(3),
    /** The bytes sent do not have the digest they were announced with. */
    DIGEST_MISMATCH(4),
    /** The engine cannot be reached; "retry after" says when to try again. */
    ENGINE_UNAVAILABLE(5),
    /** The engine stopped at one of its limits (size, depth, count, time). */
    ENGINE_LIMIT(6),
    /** The content is encrypted. */
    ENCRYPTED(7),
    /** The file could not be read (agent's side). */
    UNREADABLE(8),
    /** The file changed while it was read (agent's side). */
    CHANGED(9),
    /** The request was cancelled. */
    CANCELLED(10),
    /** No SVM is connected (agent's side). */
    NO_SVM(11),
    /** The connection was lost and could not be replaced in time (agent's side). */
    CONNECTION_LOST(12),
    /** A fault of the server's own; its log says more. */
    INTERNAL(13),
    /** The content is an archive or compressed, and the engine could not look inside. */
    ARCHIVE_NOT_OPENED(14),
    /** Containers inside containers, deeper than the limit. */
    ARCHIVE_DEPTH(15),
    /** A member unpacks to more times its packed size than the limit allows: an archive bomb. */
    ARCHIVE_RATIO(16),
    /** More members than the limit. */
    ARCHIVE_COUNT(17),
    /** The members together, or one of them, are larger than the limit. */
    ARCHIVE_SIZE(18),
    /** Scanning took longer than one object may take; the deadline of the request had not passed. */
    SCAN_TIME(19),
    /** The container is damaged: a part of it could not be read. */
    ARCHIVE_DAMAGED(20),
    /** The program is packed by an executable packer that this engine does not undo. */
    PACKED(21),
    /** The licence forbids it; the notice of the licence says more. */
    LICENCE(22),
    /** A reason this version does not know yet. */
    OTHER(255);

    private final int code;

    Reason(int code) {
        this.code = code;
    }

    /** Its number on the wire, 0–255. */
    public int code() {
        return code;
    }

    /** Its word in command output and JSON: lower case with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The reason with that number; {@link #OTHER} for one this version does not know. */
    static Reason of(int code) {
        for (Reason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        return OTHER;
    }
}
