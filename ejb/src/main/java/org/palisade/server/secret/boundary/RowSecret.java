package org.palisade.server.secret.boundary;

import org.palisade.server.secret.control.KeyRing;

/** Seals what must not be swapped even between rows of one column, such as credentials: the row's id is bound into the ciphertext. */
public final class RowSecret {

    private RowSecret() {
    }

    /** Seals a text for one row. */
    public static String seal(String text, String column, String row) {
        return KeyRing.current().seal(text, column + '#' + row);
    }

    /** Opens what was sealed for that row. */
    public static String open(String sealed, String column, String row) {
        return KeyRing.current().open(sealed, column + '#' + row);
    }
}
