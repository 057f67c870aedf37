package org.palisade.scanserver.engine.signatures;

import org.palisade.scanserver.engine.matcher.Matcher;

/** One loaded set. Immutable; scans that are open keep the one they began with. */
record SignatureSet(String label, HashSignatures hashes, Matcher bodies) {

    /** What stands without any file: the EICAR test file alone. */
    static final SignatureSet BUILT_IN = new SignatureSet("builtin-1", new HashSignatures(), Matcher.NONE);
}
