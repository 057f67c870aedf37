package org.palisade.scanserver;

import java.util.Optional;

/** The version of this software, as it stands in the archive it was started from. */
final class Version {

    static final String TEXT = Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("development");

    private Version() {
    }
}
