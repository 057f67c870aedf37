package org.palisade.scanserver;

import java.util.Map;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.signatures.Coverage;
import org.palisade.scanserver.engine.signatures.SignatureEngine;

/**
 * What only the running Protection Server knows of itself, for {@code scanserver info}. Public because JSON is made of it.
 *
 * @param signatureSet what the engine judges by
 * @param signatures   in use; null if the engine does not say
 * @param skipped      signatures that are not in use; null if the engine does not say
 * @param coverage     the two by file kind; empty if the engine does not say
 * @param licence      a word of {@link org.palisade.scanserver.license.LicenceState}
 * @param cache        the SharedCache
 * @param agents       different agents connected
 * @param able         connections whose agent is able to scan, by the journal of sessions
 * @param scans        requests open or waiting
 */
public record Status(String engine, String signatureSet, Long signatures, Integer skipped, Map<String, Coverage.Kind> coverage, String licence, Cache cache, long agents, int able,
              int scans) {

    /** Word of the control socket. */
    static final String STATUS = "status";

    /**
     * The SharedCache.
     *
     * @param persistent whether what is put is on disk a second later
     */
    public record Cache(long entries, long hits, long misses, long memoryBytes, long diskBytes, boolean persistent) {

        static Cache of(org.palisade.scanserver.cache.Figures figures) {
            return new Cache(figures.entries(), figures.hits(), figures.misses(), figures.memoryBytes(), figures.logBytes(), figures.persistent());
        }
    }

    static Status of(Engine engine, String licence, Cache cache, long agents, int able, int scans) {
        Long signatures = engine.signatures().isPresent() ? engine.signatures().getAsLong() : null;
        if (engine instanceof SignatureEngine own) {
            Coverage coverage = own.coverage();
            return new Status(engine.name(), engine.signatureSet(), signatures, coverage.skipped(), coverage.kinds(), licence, cache, agents, able, scans);
        }
        return new Status(engine.name(), engine.signatureSet(), signatures, null, Map.of(), licence, cache, agents, able, scans);
    }
}
