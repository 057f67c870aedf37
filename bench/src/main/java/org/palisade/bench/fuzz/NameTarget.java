package org.palisade.bench.fuzz;

import java.nio.charset.StandardCharsets;
import org.palisade.protocol.signed.PeerName;

/** The name in a peer's certificate. */
public final class NameTarget {

    private NameTarget() {
    }

    /** One input. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        PeerName name;
        try {
            name = PeerName.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return;
        }
        if (!PeerName.parse(name.uri()).equals(name)) {
            throw new IllegalStateException("a name became another");
        }
    }
}
