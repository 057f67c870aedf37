package org.palisade.scanserver.engine.signatures;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The EICAR test file for tests, put together at run time and written down in another way than in the product. */
public final class Eicars {

    private Eicars() {
    }

    /** Its 68 bytes. */
    public static byte[] file() {
        String halves = String.join("", "WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FS", "LVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=");
        return Base64.getDecoder().decode(halves.getBytes(StandardCharsets.US_ASCII));
    }

    /** The same with something after it. */
    public static byte[] file(String after) {
        byte[] tail = after.getBytes(StandardCharsets.US_ASCII);
        byte[] all = java.util.Arrays.copyOf(file(), 68 + tail.length);
        System.arraycopy(tail, 0, all, 68, tail.length);
        return all;
    }
}
