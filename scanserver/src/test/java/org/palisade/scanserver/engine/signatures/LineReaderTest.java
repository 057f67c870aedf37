package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    private static List<String> lines(String text, int piece) throws IOException {
        LineReader reader = new LineReader(new InputStream() {
            private final InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));

            @Override
            public int read() throws IOException {
                return in.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return in.read(into, offset, Math.min(piece, length));
            }
        });
        List<String> lines = new ArrayList<>();
        Line line = new Line();
        while (reader.next(line)) {
            lines.add(line.text());
        }
        lines.add("too long: " + reader.tooLong());
        return lines;
    }

    @Test
    void linesComeOutHoweverTheyWereRead() throws IOException {
        for (int piece : new int[] {1, 2, 3, 100}) {
            assertEquals(List.of("one", "", "two", "three", "too long: 0"), lines("one\r\n\n  two \nthree", piece));
            assertEquals(List.of("one", "too long: 0"), lines("one\n", piece));
            assertEquals(List.of("too long: 0"), lines("", piece));
        }
    }

    @Test
    void aLineThatIsTooLongIsPassedOverWholly() throws IOException {
        String longest = "a".repeat(LineReader.LONGEST * 3);
        assertEquals(List.of("one", "two", "too long: 1"), lines("one\n" + longest + "\ntwo\n", 50_000));
        assertEquals(List.of("one", "too long: 1"), lines("one\n" + longest, 1 << 20));
    }
}
