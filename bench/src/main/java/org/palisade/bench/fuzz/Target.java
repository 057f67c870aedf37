package org.palisade.bench.fuzz;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.palisade.scanserver.cache.CacheTarget;
import org.palisade.scanserver.connection.InboxTarget;
import org.palisade.scanserver.door.DoorTarget;
import org.palisade.scanserver.engine.clamd.ClamdTarget;

/** What is fed, the longest-running first so that two at a time end together. */
enum Target {
    /** Containers of every kind. */
    CONTAINER(ContainerTarget.class, ContainerTarget::fuzzerTestOneInput, 32_768),
    /** Signature files. */
    DATABASE(DatabaseTarget.class, DatabaseTarget::fuzzerTestOneInput, 4096),
    /** Frames without their length. */
    CODEC(CodecTarget.class, CodecTarget::fuzzerTestOneInput, 4096),
    /** A connection, as an agent reads it. */
    FRAMES(FramesTarget.class, FramesTarget::fuzzerTestOneInput, 4096),
    /** A connection, as the server reads it. */
    INBOX(InboxTarget.class, InboxTarget::fuzzerTestOneInput, 4096),
    /** What a client of clamd sends. */
    DOOR(DoorTarget.class, DoorTarget::fuzzerTestOneInput, 8192),
    /** What clamd answers. */
    CLAMD(ClamdTarget.class, ClamdTarget::fuzzerTestOneInput, 4096),
    /** Licences, indexes and manifests. */
    STATEMENT(StatementTarget.class, StatementTarget::fuzzerTestOneInput, 4096),
    /** Enrolment tokens. */
    TOKEN(TokenTarget.class, TokenTarget::fuzzerTestOneInput, 4096),
    /** Names in certificates. */
    NAME(NameTarget.class, NameTarget::fuzzerTestOneInput, 4096),
    /** Files of the SharedCache. */
    CACHE(CacheTarget.class, CacheTarget::fuzzerTestOneInput, 8192),
    /** The journal of sessions. */
    SESSIONS(SessionsTarget.class, SessionsTarget::fuzzerTestOneInput, 4096);

    private final Class<?> entry;
    private final Consumer<byte[]> decoder;
    private final int longest;

    Target(Class<?> entry, Consumer<byte[]> decoder, int longest) {
        this.entry = entry;
        this.decoder = decoder;
        this.longest = longest;
    }

    /** The one of that name. */
    static Optional<Target> of(String word) {
        for (Target target : values()) {
            if (target.word().equals(word)) {
                return Optional.of(target);
            }
        }
        return Optional.empty();
    }

    /** Its name on the command line and of its folder. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Jazzer's entry point. */
    Class<?> entry() {
        return entry;
    }

    /** Longest input made, bytes. */
    int longest() {
        return longest;
    }

    /** Feeds one input; whatever is thrown is a finding. */
    void feed(byte[] input) {
        decoder.accept(input);
    }
}
