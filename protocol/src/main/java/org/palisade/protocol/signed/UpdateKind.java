package org.palisade.protocol.signed;

/** What an update package brings. */
public enum UpdateKind {
    /** Signature files for the engine. */
    DATABASES,
    /** Program modules. */
    MODULES;

    /** The word in statements and replies: lower case. */
    public String word() {
        return Lines.word(this);
    }
}
