package org.palisade.server.secret.boundary;

import org.palisade.server.secret.control.KeyRing;

/** What stands beside an encrypted column that is searched by equality. */
public final class KeyedDigest {

    private KeyedDigest() {
    }

    /** The digest of a value for a column ({@code table.column}): 43 characters of base64url. */
    public static String of(String value, String column) {
        return KeyRing.current().digest(value, column);
    }
}
