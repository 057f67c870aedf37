package org.palisade.server.setup;

import java.nio.file.Path;

/** Passwords derived from the master key, so that nobody has to keep them. */
public final class DerivedSecrets {

    private DerivedSecrets() {
    }

    /** Reads the master key of a folder of secrets. */
    public static DerivedSecrets of(Path secrets) {
        throw new UnsupportedOperationException();
    }

    /** Boot password of the embedded database, 64 hex digits. */
    public String derbyBootPassword() {
        throw new UnsupportedOperationException();
    }

    /** Password of {@code pki/server.p12} and {@code pki/trust.p12}, 64 hex digits. */
    public String keyStorePassword() {
        throw new UnsupportedOperationException();
    }
}
