package org.palisade.protocol.scan;

import java.util.Objects;

/**
 * What a Protection Server says of an object.
 *
 * @param status           clean, infected, not fully scanned, error; unknown only in answer to a look-up
 * @param reason           why it is neither clean nor infected, else {@link Reason#NONE}
 * @param threat           the threat's name; empty unless infected
 * @param member           path inside the container file where it was found; empty if it is the object itself
 * @param engine           the engine that gave the verdict; empty if none did
 * @param signatureSet     identity of the signature set that gave it; empty if none did
 * @param retryAfterMillis when to try again, milliseconds, 0 if that would not help
 * @param shared           true if it came from the SharedCache, that is without a scan for this request
 */
public record Verdict(ScanStatus status, Reason reason, String threat, String member, String engine, String signatureSet,
                      int retryAfterMillis, boolean shared) {

    /** The answer to a look-up of something nobody has scanned yet. */
    public static final Verdict UNKNOWN = new Verdict(ScanStatus.UNKNOWN, Reason.NONE, "", "", "", "", 0, false);

    public Verdict {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(threat, "threat");
        Objects.requireNonNull(member, "member");
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(signatureSet, "signatureSet");
        if (retryAfterMillis < 0) {
            throw new IllegalArgumentException("retry after cannot be negative");
        }
        if ((status == ScanStatus.INFECTED) == threat.isEmpty()) {
            throw new IllegalArgumentException("an infected object has a threat, and only an infected one");
        }
    }

    /** Everything was scanned, nothing was found. */
    public static Verdict clean(String engine, String signatureSet) {
        return new Verdict(ScanStatus.CLEAN, Reason.NONE, "", "", engine, signatureSet, 0, false);
    }

    /** Something was found; {@code member} is empty if it is the object itself. */
    public static Verdict infected(String threat, String member, String engine, String signatureSet) {
        return new Verdict(ScanStatus.INFECTED, Reason.NONE, threat, member, engine, signatureSet, 0, false);
    }

    /** Nothing was found, but not everything was looked at. */
    public static Verdict notFullyScanned(Reason reason, String engine, String signatureSet) {
        return new Verdict(ScanStatus.NOT_FULLY_SCANNED, reason, "", "", engine, signatureSet, 0, false);
    }

    /** It was not scanned, and trying again soon would not help. */
    public static Verdict error(Reason reason) {
        return error(reason, 0);
    }

    /** It was not scanned; try again after so many milliseconds. */
    public static Verdict error(Reason reason, int retryAfterMillis) {
        return new Verdict(ScanStatus.ERROR, reason, "", "", "", "", retryAfterMillis, false);
    }

    /** The same verdict, marked as coming from the SharedCache. */
    public Verdict asShared() {
        return new Verdict(status, reason, threat, member, engine, signatureSet, retryAfterMillis, true);
    }

    /** True if it says all there is to say of these bytes under its signature set, so that it may be remembered. */
    public boolean complete() {
        return status == ScanStatus.CLEAN || status == ScanStatus.INFECTED;
    }
}
