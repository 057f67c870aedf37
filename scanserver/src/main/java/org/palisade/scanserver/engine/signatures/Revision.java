package org.palisade.scanserver.engine.signatures;

import java.util.Locale;
import java.util.Optional;

/** What a verdict depends on besides the signatures: the program itself. It is part of the identity of every set, so that nothing remembered outlives an update of the program. */
final class Revision {

    /** Goes up when the same files give other verdicts; builds of one version are told apart by it. */
    private static final int NUMBER = 2;

    private Revision() {
    }

    /** Lower-case letters, digits, dots and hyphens. */
    static String text() {
        String build = Optional.ofNullable(Revision.class.getPackage().getImplementationVersion()).map(version -> "-" + version.toLowerCase(Locale.ROOT)).orElse("");
        return NUMBER + build.replaceAll("[^a-z0-9.-]", "");
    }
}
