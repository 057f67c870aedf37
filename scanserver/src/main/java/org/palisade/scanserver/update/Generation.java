package org.palisade.scanserver.update;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is in use and what was before; changes as a whole.
 *
 * @param current  name of the set in use; empty if none
 * @param previous name of the set before it, the one a rollback restores; empty if none
 * @param floor    highest sequence ever put in use: nothing up to it comes again but by a rollback
 * @param trial    whether the engine has yet to show that it can load the current set
 */
record Generation(Optional<String> current, Optional<String> previous, long floor, boolean trial) {

    static final Generation FIRST = new Generation(Optional.empty(), Optional.empty(), 0, false);

    Generation install(String name, long sequence) {
        return new Generation(Optional.of(name), current, sequence, true);
    }

    Generation accepted() {
        return new Generation(current, previous, floor, false);
    }

    Generation back() {
        return new Generation(previous, Optional.empty(), floor, false);
    }

    Set<String> sets() {
        Set<String> sets = new TreeSet<>();
        current.ifPresent(sets::add);
        previous.ifPresent(sets::add);
        return sets;
    }
}
