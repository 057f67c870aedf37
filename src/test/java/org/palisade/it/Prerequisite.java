package org.palisade.it;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/** What a test level needs of its machine. Missing, it fails in CI; on a developer's machine the level is skipped and says why. */
final class Prerequisite {

    private Prerequisite() {
    }

    static void check(boolean there, String otherwise) {
        if (there) {
            return;
        }
        if (System.getenv("CI") != null) {
            fail(otherwise + ", and in CI nothing is skipped");
        }
        abort(otherwise);
    }
}
