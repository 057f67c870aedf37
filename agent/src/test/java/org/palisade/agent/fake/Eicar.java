package org.palisade.agent.fake;

import java.nio.charset.StandardCharsets;

/** The test file every scanner calls infected; put together at run time so that no scanner finds it here. */
public final class Eicar {

    public static final String THREAT = "Eicar-Test-Signature";

    private Eicar() {
    }

    public static byte[] bytes() {
        String head = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$";
        return (head + "EICAR" + "-STANDARD-ANTIVIRUS-TEST" + "-FILE!$H+H*").getBytes(StandardCharsets.US_ASCII);
    }
}
