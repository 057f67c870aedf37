package org.palisade.protocol.signed;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What an SVM is licensed for, as the Integration Server hands it over. Signed by the installation's authority or an issuer's key.
 *
 * @param id       identity of the licence
 * @param tenant   whose it is
 * @param unit     what is counted
 * @param type     its sort
 * @param from     first instant it is valid
 * @param to       first instant it is not valid any more; empty if it does not end
 * @param limit    how many units, at least 1; empty if any number
 * @param state    what the issuer says of it
 * @param issued   when this statement was made
 * @param sequence of two statements for one SVM the one with the higher number counts; at least 1
 */
public record LicenceStatement(UUID id, UUID tenant, Unit unit, Type type, Instant from, Optional<Instant> to, OptionalLong limit, State state, Instant issued, long sequence) {

    /** Most bytes a statement may have. */
    public static final int LARGEST = 4096;

    private static final String TITLE = "palisade-licence 1";
    private static final String NEVER = "never";
    private static final String ANY = "unlimited";

    /** What is counted. */
    public enum Unit {
        /** Protected servers. */
        SERVER,
        /** Protected desktops. */
        DESKTOP,
        /** Cores of processors. */
        CORES,
        /** Processors. */
        CPU
    }

    /** Its sort. */
    public enum Type {
        /** Everything stops when it ends. */
        TRIAL,
        /** Updates stop when it ends, scanning goes on. */
        COMMERCIAL,
        /** Self-issued, without end or limit. */
        UNLIMITED
    }

    /** What the issuer says of it. */
    public enum State {
        /** It counts. */
        ACTIVE,
        /** It has ended, whatever its dates say. */
        EXPIRED,
        /** It is on the deny list: as if there were none. */
        DENIED
    }

    public LicenceStatement {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(issued, "issued");
        UpdateManifest.require(to.isEmpty() || from.isBefore(to.get()), "end");
        UpdateManifest.require(limit.isEmpty() || limit.getAsLong() >= 1, "limit");
        UpdateManifest.require(sequence >= 1, "sequence");
    }

    /** The text that is signed. */
    public String body() {
        return TITLE + "\nid " + id + "\ntenant " + tenant + "\nunit " + Lines.word(unit) + "\ntype " + Lines.word(type) + "\nfrom " + from
                + "\nto " + to.map(Instant::toString).orElse(NEVER) + "\nlimit " + (limit.isPresent() ? Long.toString(limit.getAsLong()) : ANY)
                + "\nstate " + Lines.word(state) + "\nissued " + issued + "\nsequence " + sequence + '\n';
    }

    /**
     * Reads a statement somebody trusted has signed.
     *
     * @throws MalformedStatementException if it is none
     */
    public static LicenceStatement parse(byte[] bytes, TrustedKeys keys) throws MalformedStatementException {
        Lines lines = new Lines(SignedText.parse(bytes, LARGEST).body(keys), TITLE);
        try {
            UUID id = lines.id("id");
            UUID tenant = lines.id("tenant");
            Unit unit = lines.word("unit", Unit.class);
            Type type = lines.word("type", Type.class);
            Instant from = lines.instant("from");
            String to = lines.text("to");
            Optional<Instant> end = to.equals(NEVER) ? Optional.empty() : Optional.of(Lines.instant(to, "to"));
            String limit = lines.text("limit");
            OptionalLong most = limit.equals(ANY) ? OptionalLong.empty() : OptionalLong.of(Lines.number(limit, "limit", 1));
            LicenceStatement statement = new LicenceStatement(id, tenant, unit, type, from, end, most, lines.word("state", State.class),
                    lines.instant("issued"), lines.number("sequence", 1));
            lines.end();
            return statement;
        } catch (IllegalArgumentException e) {
            throw new MalformedStatementException(e.getMessage());
        }
    }
}
