package org.palisade.it;

import java.nio.charset.StandardCharsets;

/** The EICAR test file, put together at run time so that it never stands whole in a file of ours. */
final class Eicar {

    static final String THREAT = "Eicar-Test-Signature";

    private Eicar() {
    }

    static byte[] bytes() {
        return ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS" + "-TEST-FILE!$H+H*").getBytes(StandardCharsets.US_ASCII);
    }
}
