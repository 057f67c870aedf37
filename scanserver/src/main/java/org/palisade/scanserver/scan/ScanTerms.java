package org.palisade.scanserver.scan;

import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.UUID;

/**
 * What others decide about scanning.
 *
 * @param admission whether new requests are taken at all
 * @param observer  hears how requests end
 * @param scope     by tenant, whom its verdicts and scans are shared with: itself, or one id for the whole site
 * @param weight    by tenant, how large its share is when several have work waiting, at least 1; equal weights are equal shares
 */
public record ScanTerms(Admission admission, ScanObserver observer, UnaryOperator<UUID> scope, ToIntFunction<UUID> weight) {

    /** Everything is taken, nobody listens, each tenant is by itself, all are equal. */
    public static final ScanTerms PLAIN = new ScanTerms(Admission.FREE, ScanObserver.NONE, tenant -> tenant, tenant -> 1);

    /** The same with another admission. */
    public ScanTerms with(Admission other) {
        return new ScanTerms(other, observer, scope, weight);
    }

    /** The same with another observer. */
    public ScanTerms with(ScanObserver other) {
        return new ScanTerms(admission, other, scope, weight);
    }

    /** The same with another scope. */
    public ScanTerms withScope(UnaryOperator<UUID> other) {
        return new ScanTerms(admission, observer, other, weight);
    }

    /** The same with other weights. */
    public ScanTerms withWeight(ToIntFunction<UUID> other) {
        return new ScanTerms(admission, observer, scope, other);
    }
}
