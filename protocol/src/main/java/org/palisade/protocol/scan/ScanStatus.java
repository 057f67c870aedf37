package org.palisade.protocol.scan;

import java.util.Locale;

/** What is known of an object. "Could not scan" is never reported as {@link #CLEAN}. */
public enum ScanStatus {
    /** Nothing is known; only an answer to a look-up. */
    UNKNOWN(0),
    /** All of it was scanned and nothing was found. */
    CLEAN(1),
    /** Something was found. */
    INFECTED(2),
    /** Nothing was found in the part that was scanned; the reason says what stopped the scan. */
    NOT_FULLY_SCANNED(3),
    /** It was not scanned; the reason says why and "retry after" whether trying again helps. */
    ERROR(4);

    private final int code;

    ScanStatus(int code) {
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

    static ScanStatus of(int code) throws MalformedFrameException {
        for (ScanStatus status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new MalformedFrameException("no scan status has number " + code);
    }
}
