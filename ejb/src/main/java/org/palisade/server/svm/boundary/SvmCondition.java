package org.palisade.server.svm.boundary;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a Protection Server says of its databases, updates and licence; a Protection Server of an earlier version says nothing of them.
 *
 * @param databases  version of the databases, 1–64 characters; empty if no package was ever installed
 * @param created    when their content was made
 * @param updates    how updates fare: a lower-case word
 * @param licence    what the licence allows: a lower-case word
 * @param ableAgents agents that can have files scanned now, 0–1000000
 */
public record SvmCondition(Optional<String> databases, Optional<Instant> created, Optional<String> updates, Optional<String> licence, int ableAgents) {

    /** Nothing was said. */
    public static final SvmCondition UNKNOWN = new SvmCondition(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0);

    private static final Pattern WORD = Pattern.compile("[a-z][a-z-]{0,31}");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    public SvmCondition {
        Objects.requireNonNull(databases, "databases");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(updates, "updates");
        Objects.requireNonNull(licence, "licence");
    }

    /** Adds JSON pointers to what cannot be. */
    void wrong(List<String> wrong) {
        refuse(wrong, "/databasesVersion", databases.map(text -> !text.isBlank() && text.length() <= 64).orElse(true));
        refuse(wrong, "/databasesCreated", created.map(time -> !time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)).orElse(true));
        refuse(wrong, "/updates", updates.map(word -> WORD.matcher(word).matches()).orElse(true));
        refuse(wrong, "/licence", licence.map(word -> WORD.matcher(word).matches()).orElse(true));
        refuse(wrong, "/ableAgents", ableAgents >= 0 && ableAgents <= 1_000_000);
    }

    private static void refuse(List<String> wrong, String pointer, boolean right) {
        if (!right) {
            wrong.add(pointer);
        }
    }
}
