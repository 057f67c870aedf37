package org.palisade.scanserver.engine.signatures;

/** One loaded set. Immutable; scans that are open keep the one they began with. */
record SignatureSet(String label, HashSignatures hashes, BodySignatures bodies) {

    /** What stands without any file: the EICAR test file alone. */
    static final SignatureSet BUILT_IN = new SignatureSet("builtin-1", new HashSignatures(), new BodySignatures.Builder().build());
}
