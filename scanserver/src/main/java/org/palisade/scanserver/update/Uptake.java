package org.palisade.scanserver.update;

import java.util.OptionalLong;

/** What the engine made of the folder of signatures. Answers at once, from any thread. */
public interface Uptake {

    /** Identity of the set it uses. */
    String signatureSet();

    /** How many signatures that set has; empty if the engine does not know, and then no set is taken back on its account. */
    OptionalLong signatures();
}
