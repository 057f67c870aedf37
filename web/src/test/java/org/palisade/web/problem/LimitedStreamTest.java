package org.palisade.web.problem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;

class LimitedStreamTest {

    @Test
    void whatIsSmallEnoughPassesUnchanged() throws IOException {
        byte[] text = "{\"a\":[1,2,{\"b\":\"[[[\\\"{{{\"}]}".getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(text, new LimitedStream(new ByteArrayInputStream(text), text.length).readAllBytes());
    }

    @Test
    void oneByteTooMuchIsRefused() {
        LimitedStream stream = new LimitedStream(new ByteArrayInputStream(new byte[11]), 10);
        assertEquals(Problem.TOO_LARGE, assertThrows(ProblemException.class, stream::readAllBytes).problem());
    }

    @Test
    void anEndlessBodyIsRefusedByteByByteToo() {
        LimitedStream stream = new LimitedStream(endless(), 1000);
        assertEquals(Problem.TOO_LARGE, assertThrows(ProblemException.class, () -> {
            while (stream.read() >= 0) {
                // Reads on.
            }
        }).problem());
    }

    @Test
    void deepNestingIsRefused() {
        assertEquals(Problem.INVALID, refusal("[".repeat(100_000)));
        assertEquals(Problem.INVALID, refusal("{\"a\":".repeat(LimitedStream.DEPTH + 1)));
    }

    @Test
    void bracketsInStringsAndClosedOnesDoNotCount() throws IOException {
        String wide = "[" + "[\"[[[[\\\\\"],".repeat(1000) + "1]";
        new LimitedStream(new ByteArrayInputStream(wide.getBytes(StandardCharsets.UTF_8)), 1 << 20).readAllBytes();
    }

    private static Problem refusal(String text) {
        LimitedStream stream = new LimitedStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1 << 20);
        return assertThrows(ProblemException.class, stream::readAllBytes).problem();
    }

    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
    }
}
