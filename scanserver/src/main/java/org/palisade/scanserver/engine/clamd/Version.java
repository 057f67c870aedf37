package org.palisade.scanserver.engine.clamd;

import java.io.IOException;
import java.util.Locale;

/**
 * What a daemon says it is.
 *
 * @param program  for example {@code clamav-1.4.6}
 * @param database number of its daily database, 0 if it has text databases only and cannot say
 */
record Version(String program, long database) {

    private static final int LONGEST_PROGRAM = 24;

    /** Reads {@code ClamAV 1.4.6/27500/Mon Jan 5 …}. */
    static Version of(String reply) throws IOException {
        // With the empty parts at the end: a reply of nothing but a slash has parts too.
        String[] parts = reply.split("/", -1);
        String program = parts[0].toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
        if (!program.startsWith("clamav-")) {
            throw new IOException("what answers there is not clamd");
        }
        long database = parts.length > 1 && parts[1].matches("\\d{1,12}") ? Long.parseLong(parts[1]) : 0;
        return new Version(program.substring(0, Math.min(program.length(), LONGEST_PROGRAM)), database);
    }

    /** The one with the older database. */
    static Version older(Version one, Version other) {
        return other.database < one.database ? other : one;
    }
}
