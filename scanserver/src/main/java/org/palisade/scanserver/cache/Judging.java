package org.palisade.scanserver.cache;

/**
 * Under what a server judges. If one of the first two differs from what the files of the cache say, everything remembered is due; verdicts of another profile
 * are never given.
 *
 * @param signatureSet identity of the loaded signature set
 * @param build        version of the engine's program
 * @param profile      number for the engine's limits, 0–127: another one for each set of limits that can lead to another verdict
 */
public record Judging(String signatureSet, String build, int profile) {

    private static final int PROFILES = 128;

    public Judging {
        if (profile < 0 || profile >= PROFILES) {
            throw new IllegalArgumentException("a scan profile is a number from 0 to 127, not " + profile);
        }
    }
}
