package org.palisade.bench.fuzz;

import java.nio.charset.StandardCharsets;
import org.palisade.protocol.signed.EnrolmentToken;

/** The text of an enrolment token, as an administrator pastes it. */
public final class TokenTarget {

    private TokenTarget() {
    }

    /** One input. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        EnrolmentToken token;
        try {
            token = EnrolmentToken.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return;
        }
        if (!EnrolmentToken.parse(token.text()).equals(token)) {
            throw new IllegalStateException("a token became another");
        }
    }
}
