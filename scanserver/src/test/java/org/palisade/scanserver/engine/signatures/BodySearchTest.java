package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodySearchTest {

    private static BodySignatures signatures(String... lines) throws Skipped {
        BodySignatures.Builder builder = new BodySignatures.Builder();
        for (String line : lines) {
            builder.add(line);
        }
        return builder.build();
    }

    private static String search(BodySignatures signatures, byte[] content, int piece) {
        BodySearch search = new BodySearch(signatures, content.length);
        for (int i = 0; i < content.length; i += piece) {
            search.feed(ByteBuffer.wrap(content, i, Math.min(piece, content.length - i)));
        }
        return search.finish().orElse("");
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "aabbccdd,               00aabbccdd00,             true",
        "aabbccdd,               00aabbccde00,             false",
        "AABBCCDD,               00aabbccdd00,             true",
        "aabb??dd,               aabb11dd,                 true",
        "aabb??dd,               aabb11de,                 false",
        "aabbc?dd,               aabbc7dd,                 true",
        "aabbc?dd,               aabbd7dd,                 false",
        "aabb?cdd,               aabb7cdd,                 true",
        "aabb?cdd,               aabb7ddd,                 false",
        "aabb*ccdd,              aabbccdd,                 true",
        "aabb*ccdd,              aabb000000ccdd,           true",
        "aabb*ccdd,              ccddaabb,                 false",
        "aabb{2}ccdd,            aabb0000ccdd,             true",
        "aabb{2}ccdd,            aabb00ccdd,               false",
        "aabb{2}ccdd,            aabb000000ccdd,           false",
        "aabb{200}ccdd,          aabbccdd,                 false",
        "aabb{1-2}ccdd,          aabb00ccdd,               true",
        "aabb{1-2}ccdd,          aabb0000ccdd,             true",
        "aabb{1-2}ccdd,          aabb000000ccdd,           false",
        "aabb{1-2}ccdd,          aabbccdd,                 false",
        "aabb{-2}ccdd,           aabbccdd,                 true",
        "aabb{-2}ccdd,           aabb000000ccdd,           false",
        "aabb{2-}ccdd,           aabb00000000ccdd,         true",
        "aabb{2-}ccdd,           aabb00ccdd,               false",
        "aabb{1-2}ccdd{1-2}eeff, aabb00ccdd0000eeff,       true",
        "aabb{1-2}ccdd{1-2}eeff, aabb00ccddeeff,           false",
        "aabb{1-2}ccdd{1-2}eeff, aabb00ccdd00ccdd00eeff,   false",
        "aabb{0-9}ccdd{1}eeff,   aabb00ccdd00ccdd00eeff,   true",
        "aabb(11|22)ccdd,        aabb22ccdd,               true",
        "aabb(11|22)ccdd,        aabb33ccdd,               false",
        "aabb(11|2233)ccdd,      aabb2233ccdd,             true",
        "aabb(11|2233)ccdd,      aabb22ccdd,               false",
        "(aabb|ccdd)*(11|2?)eeff, 00ccdd000023eeff,        true",
    })
    void aBodyMeansWhatItSays(String body, String content, boolean found) throws Skipped {
        BodySignatures signatures = signatures("Test:0:*:" + body);
        for (int piece : new int[] {1, 3, 100}) {
            assertEquals(found ? "Test" : "", search(signatures, hex(content), piece));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "0, 1, false", "'5', 5, true", "'5,3', 8, true", "'5,3', 9, false", "EOF-4, 96, true", "EOF-4, 95, false", "'EOF-10,2', 92, true",
        "'EOF-10,2', 93, false"})
    void anOffsetSaysWhereItMayBegin(String offset, int start, boolean found) throws Skipped {
        byte[] content = new byte[100];
        System.arraycopy(hex("aabbccdd"), 0, content, start, 4);
        assertEquals(found ? "Test" : "", search(signatures("Test:0:" + offset + ":aabbccdd"), content, 7));
    }

    @Test
    void aTargetTypeIsDecidedByTheFirstBytes() throws Skipped {
        BodySignatures signatures = signatures("Pe:1:*:aabbccdd", "Elf:6:*:11223344");
        assertEquals("Pe", search(signatures, hex("4d5a0000aabbccdd11223344"), 12));
        assertEquals("Elf", search(signatures, hex("7f454c46aabbccdd11223344"), 1));
        assertEquals("", search(signatures, hex("00000000aabbccdd11223344"), 5));
    }

    @Test
    void aPartAcrossTheBorderOfTwoBlocksIsFoundWherever() throws Skipped {
        String body = "0102030405060708".repeat(40);
        BodySignatures signatures = signatures("Plain:0:*:" + body, "Gap:0:*:a1a2a3a4{100-300}b1b2b3b4*c1c2c3c4");
        byte[] plain = hex(body);
        for (int start = 65536 - 400; start < 65536 + 900; start++) {
            byte[] content = new byte[140_000];
            System.arraycopy(plain, 0, content, start, plain.length);
            assertEquals("Plain", search(signatures, content, 50_000), "at " + start);
        }
        for (int start = 65536 - 400; start < 65536 + 600; start += 7) {
            byte[] content = new byte[140_000];
            System.arraycopy(hex("a1a2a3a4"), 0, content, start, 4);
            System.arraycopy(hex("b1b2b3b4"), 0, content, start + 204, 4);
            System.arraycopy(hex("c1c2c3c4"), 0, content, 139_000, 4);
            assertEquals("Gap", search(signatures, content, 50_000), "at " + start);
        }
    }

    @Test
    void aBodyLongerThanAPartIsStillOneBody() throws Skipped {
        byte[] body = new byte[3000];
        new Random(5).nextBytes(body);
        BodySignatures signatures = signatures("Long:0:*:" + HexFormat.of().formatHex(body) + "*aabbccdd");
        byte[] content = new byte[200_000];
        System.arraycopy(body, 0, content, 64_000, body.length);
        System.arraycopy(hex("aabbccdd"), 0, content, 150_000, 4);
        assertEquals("Long", search(signatures, content, 10_000));
        content[65_000] ^= 1;
        assertEquals("", search(signatures, content, 10_000));
    }

    @Test
    void manyAlternativesAreOneBody() throws Skipped {
        BodySignatures signatures = signatures("Many:0:*:" + "aabbcc(11|22|33|44)".repeat(8) + "ddee");
        byte[] match = hex("aabbcc22aabbcc11aabbcc33aabbcc44".repeat(2) + "ddee");
        assertEquals("Many", search(signatures, match, 9));
        match[7] = 0x55;
        assertEquals("", search(signatures, match, 9));
    }

    /** Checked against the plainest matcher there is. */
    @Test
    void thousandsOfSignaturesFindWhatComparingEveryPlaceFinds() throws Skipped {
        Random random = new Random(11);
        byte[][] bodies = new byte[3000][];
        String[] lines = new String[bodies.length];
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = new byte[2 + random.nextInt(30)];
            random.nextBytes(bodies[i]);
            lines[i] = "N" + i + ":0:*:" + HexFormat.of().formatHex(bodies[i]);
        }
        BodySignatures signatures = signatures(Arrays.stream(lines).skip(100).toArray(String[]::new));
        for (int round = 0; round < 300; round++) {
            byte[] content = new byte[500];
            byte[] planted = bodies[random.nextInt(bodies.length)];
            System.arraycopy(planted, 0, content, random.nextInt(content.length - planted.length), planted.length);
            boolean expected = false;
            for (int i = 100; i < bodies.length; i++) {
                expected |= contains(content, bodies[i]);
            }
            assertEquals(expected, !search(signatures, content, 64).isEmpty(), "round " + round);
        }
    }

    private static boolean contains(byte[] content, byte[] body) {
        for (int i = 0; i + body.length <= content.length; i++) {
            if (Arrays.equals(content, i, i + body.length, body, 0, body.length)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void anObjectMadeToTouchEverythingEndsInALimitAndNotInMemory() throws Skipped {
        String[] lines = new String[50];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "Greedy" + i + ":0:*:00000000*00000000*aabbccdd" + String.format("%02x", i);
        }
        BodySearch search = new BodySearch(signatures(lines), 10 << 20);
        search.feed(ByteBuffer.wrap(new byte[1 << 20]));
        assertTrue(search.overwhelmed());
        assertTrue(search.finish().isEmpty());
    }

    @Test
    void aGapWhoseBookkeepingWouldGrowIsRefused() {
        assertThrows(Skipped.class, () -> signatures("Wide:0:*:aabbccdd{100000-100001}ccddeeff"));
    }
}
