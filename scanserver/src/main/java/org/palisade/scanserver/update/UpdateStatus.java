package org.palisade.scanserver.update;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.palisade.protocol.signed.UpdateManifest;

/**
 * How updates fare.
 *
 * @param state    in one word
 * @param current  what is in use; empty if no package was ever installed
 * @param previous what a rollback restores; empty if nothing
 * @param held     true after a rollback: nothing comes in before a package newer than the one that was taken back
 * @param problem  why the last check failed; empty if it did not
 */
public record UpdateStatus(State state, Optional<UpdateManifest> current, Optional<UpdateManifest> previous, boolean held, Optional<String> problem) {

    /** In one word. */
    public enum State {
        /** No repository is set. */
        OFF,
        /** The databases are young enough. */
        FRESH,
        /** The databases are older than they should be, or there are none. */
        STALE,
        /** A new set was swapped in and the engine has yet to load it. */
        TRIAL,
        /** The last check failed; the databases are still young enough. */
        FAILING
    }

    /** As it is with that generation of sets, after a last check that ended with that problem. */
    static UpdateStatus of(UpdateConfig config, Generation generation, Optional<String> problem, Instant now) throws IOException {
        Optional<UpdateManifest> current = manifest(config, generation.current());
        Optional<UpdateManifest> previous = manifest(config, generation.previous());
        boolean held = generation.floor() > current.map(UpdateManifest::sequence).orElse(0L);
        UpdateStatus fresh = new UpdateStatus(State.FRESH, current, previous, held, problem);
        State state = State.FRESH;
        if (config.source().isEmpty()) {
            state = State.OFF;
        } else if (generation.trial()) {
            state = State.TRIAL;
        } else if (fresh.stale(config, now)) {
            state = State.STALE;
        } else if (problem.isPresent()) {
            state = State.FAILING;
        }
        return new UpdateStatus(state, current, previous, held, problem);
    }

    private static Optional<UpdateManifest> manifest(UpdateConfig config, Optional<String> name) throws IOException {
        return name.isPresent() ? Optional.of(Sets.manifest(config.folder(), name.get())) : Optional.empty();
    }

    /** Whether the databases are older than they should be, or there are none. */
    boolean stale(UpdateConfig config, Instant now) {
        return age(now).map(age -> age.compareTo(config.stale()) > 0).orElse(true);
    }

    /** Age of the databases in use; never negative. */
    public Optional<Duration> age(Instant now) {
        return current.map(manifest -> Duration.between(manifest.created(), now)).map(age -> age.isNegative() ? Duration.ZERO : age);
    }
}
