package org.palisade.agent.gap;

import java.util.Locale;
import java.util.Optional;

/** Why a file was let through without a verdict. Numbers are on disk and never given anew. */
public enum Why {
    /** No SVM was connected. */
    NO_SVM(1),
    /** An SVM was connected, but its verdict did not come in time. */
    NO_VERDICT_IN_TIME(2),
    /** Nothing was found, but not everything was looked at. */
    NOT_FULLY_SCANNED(3),
    /** Reading or scanning failed. */
    ERROR(4),
    /** The agent ended while the opening waited, and the kernel let it go. */
    AGENT_ENDED(5);

    private final int code;

    Why(int code) {
        this.code = code;
    }

    /** The word used in output. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    byte code() {
        return (byte) code;
    }

    static Optional<Why> of(byte code) {
        for (Why why : values()) {
            if (why.code == code) {
                return Optional.of(why);
            }
        }
        return Optional.empty();
    }
}
