package org.palisade.scanserver.engine.matcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class MatchingTest {

    private static Matcher matcher(String... lines) throws SkippedException {
        Matcher.Builder builder = new Matcher.Builder();
        for (String line : lines) {
            if (line.indexOf(';') < 0) {
                builder.ndb(line);
            } else {
                builder.ldb(line);
            }
        }
        return builder.build();
    }

    private static List<String> search(Matcher matcher, byte[] content, int piece) {
        return MatcherParityTest.judge(matcher, content, piece);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "aabbccdd,               00aabbccdd00,             true",
        "AABBCCDD,               00aabbccde00,             false",
        "aabb??dd,               aabb11dd,                 true",
        "aabbc?dd,               aabbd7dd,                 false",
        "aabb?cdd,               aabb7cdd,                 true",
        "aabb*ccdd,              aabbccdd,                 true",
        "aabb*ccdd,              ccddaabb,                 false",
        "aabb*ccdd,              aabb000000ccdd,           true",
        "aabb{2}ccdd,            aabb00ccdd,               false",
        "aabb{200}ccdd,          aabbccdd,                 false",
        "aabb{1-2}ccdd,          aabb0000ccdd,             true",
        "aabb{1-2}ccdd,          aabbccdd,                 false",
        "aabb{-2}ccdd,           aabb000000ccdd,           false",
        "aabb{2-}ccdd,           aabb00000000ccdd,         true",
        "aabb{1-2}ccdd{1-2}eeff, aabb00ccdd00ccdd00eeff,   false",
        "aabb{0-9}ccdd{1}eeff,   aabb00ccdd00ccdd00eeff,   true",
        "aabb(11|2233)ccdd,      aabb2233ccdd,             true",
        "aabb(11|1122)ccdd,      aabb1122ccdd,             true",
        "(aabb|ccdd)1122*(11|2?)eeff, 00ccdd1122000023eeff, true",
        "aabb!(11|22)ccdd,       aabb11ccdd,               false",
        "aabb!(1122|3344)ccdd,   aabb1133ccdd,             true",
        "aabb((11|22)33|44)ccdd, aabb2233ccdd,             true",
        "aa[2-3]bbccdd,          aa0000bbccdd,             true",
        "aa[2-3]bbccdd,          aa00bbccdd,               false",
        "bbccdd[1-2]aa,          bbccdd0000aa,             true",
        "(B)aabbccdd,            20aabbccdd,               true",
        "(B)aabbccdd,            61aabbccdd,               false",
        "aabbccdd(L),            aabbccdd0d0a,             true",
        "aabbccdd(W),            aabbccdd41,               false",
    })
    void aBodyMeansWhatItSays(String body, String content, boolean found) throws SkippedException {
        Matcher matcher = matcher("Test:0:*:" + body);
        for (int piece : new int[] {1, 3, 100}) {
            assertEquals(found ? List.of("Test") : List.of(), search(matcher, hex(content), piece));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Test:0:*:aab, malformed",
        "Test:0:*:aa?bb, malformed",
        "Test:0:*:aa, malformed",
        "Test:0:*:aabb**ccdd, malformed",
        "Test:0:*:aabb!(11|2233)ccdd, malformed",
        "Test:0:EP+0:aabbccdd, malformed",
        "Test:1:VI:aabbccdd, offset VI",
        "Test:99:*:aabbccdd, target type 99",
        "Test:0:*:aabbccdd:900, functionality level",
        "Test:0:*:aabbccdd:1:50, functionality level",
        "Test;Target:0;0;aabbccdd;11223344, malformed",
        "Test;Target:0;0&1;aabbccdd;0/regex/i, pcre",
        "'Test;Engine:51-255,Target:0;0&1;aabbccdd;${1-2}3$', macro",
        "Test;Target:0;0&1;aabbccdd;0(>>5#hb2#=0), byte compare",
        "Test;Target:0;0;fuzzy_img#abcdabcdabcdabcd, fuzzy hash",
        "'Test;Engine:51-255,IconGroup1:X,Target:1;0;aabbccdd', icon group",
        "'Test;Engine:51-255,HandlerType:CL_TYPE_ZIP,Target:0;0;aabbccdd', handler type",
        "Test;Target:0;0;aabb!(11|22)ccdd::i, malformed",
    })
    void whatCannotBeUsedIsRefusedByKind(String line, String kind) {
        assertEquals(kind, assertThrows(SkippedException.class, () -> matcher(line)).getMessage());
    }

    @Test
    void piecesOfAnySizeGiveTheSame() throws SkippedException {
        Random random = new Random(4);
        Bodies bodies = new Bodies(random);
        byte[] content = bodies.noise(700_000);
        Matcher.Builder builder = new Matcher.Builder();
        int place = 100;
        for (int i = 0; i < 300; i++) {
            Bodies.Made made = bodies.any();
            // Logical, so that the first match does not end the search.
            builder.ldb("Test" + i + ";Target:0;0;" + made.text());
            byte[] planted = i % 4 == 0 ? made.misses().get(0) : made.match();
            System.arraycopy(planted, 0, content, place, planted.length);
            place += 2300;
        }
        Matcher matcher = builder.build();
        List<String> whole = search(matcher, content, content.length);
        assertTrue(whole.size() > 150, () -> "the case proves nothing: " + whole.size());
        for (int piece : new int[] {1, 7, 4096, 131_072}) {
            assertEquals(whole, search(matcher, content, piece));
        }
    }

    @Test
    void anObjectLargerThanItsSizeIsStillLookedThrough() throws SkippedException {
        byte[] content = new byte[500_000];
        System.arraycopy(hex("aabbccddeeff"), 0, content, 400_000, 6);
        Matching matching = matcher("Test:0:*:aabbccddeeff").begin(10, FileFacts.unknown());
        matching.feed(content, 0, content.length);
        assertEquals(List.of("Test"), matching.finish());
    }

    @Test
    void zerosAreNoTrouble() throws SkippedException {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i < 60; i++) {
            lines.add("Zero" + i + ":0:*:" + "00".repeat(4 + i) + (i % 3 == 0 ? "*" : "{" + i + "-" + 5 * i + "}") + "00".repeat(i + 2) + "*" + "000001");
            lines.add("Count" + i + ";Target:0;0>" + i * 10 + "&1;" + "00".repeat(i + 3) + ";aabbccdd");
        }
        Matcher matcher = matcher(lines.toArray(String[]::new));
        byte[] zeros = new byte[1 << 20];
        assertTimeout(Duration.ofSeconds(60), () -> {
            Matching matching = matcher.begin(zeros.length, FileFacts.unknown());
            matching.feed(zeros, 0, zeros.length);
            assertEquals(List.of(), matching.finish());
        });
        zeros[zeros.length - 1] = 1;
        Matching matching = matcher.begin(zeros.length, FileFacts.unknown());
        matching.feed(zeros, 0, zeros.length);
        assertTrue(matching.finish().size() > 10 || matching.overwhelmed());
    }

    @Test
    void chainsOfOpenGapsCostOneNumberEach() throws SkippedException {
        String unit = "a1b2c3d4";
        byte[] content = hex(unit.repeat(100_000));
        Matcher matcher = matcher("Chain:0:*:" + (unit + "*").repeat(50) + "99887766", "Wide:0:*:" + (unit + "{1-100}").repeat(20) + "99887766");
        assertTimeout(Duration.ofSeconds(30), () -> assertEquals(List.of(), search(matcher, content, 1 << 16)));
        byte[] ended = Arrays.copyOf(content, content.length + 4);
        System.arraycopy(hex("99887766"), 0, ended, content.length, 4);
        assertEquals(List.of("Chain", "Wide"), search(matcher, ended, 1 << 16));
    }

    @Test
    void anObjectMadeOfPartialMatchesIsGivenUpAndSaysSo() throws SkippedException {
        // Every eighth place begins a match whose end is awaited at one exact distance far away: more than is remembered.
        byte[] content = hex("a1b2c3d400112233".repeat(5_000));
        Matching matching = matcher("Far:0:*:a1b2c3d4{20000}99887766").begin(content.length, FileFacts.unknown());
        matching.feed(content, 0, content.length);
        assertEquals(List.of(), matching.finish());
        assertTrue(matching.overwhelmed());
        assertFalse(overwhelmed(hex("a1b2c3d400112233".repeat(100))));
    }

    private static boolean overwhelmed(byte[] content) throws SkippedException {
        Matching matching = matcher("Far:0:*:a1b2c3d4{20000}99887766").begin(content.length, FileFacts.unknown());
        matching.feed(content, 0, content.length);
        matching.finish();
        return matching.overwhelmed();
    }

    @Test
    void aSignatureForAKindIsForThatKindOnly() throws SkippedException {
        Matcher matcher = matcher("Elf:6:*:aabbccddee", "Any;Target:0;0;11223344");
        assertTrue(matcher.wants(Target.ELF) && matcher.wants(Target.ANY));
        assertFalse(matcher.wants(Target.PE));
        byte[] content = hex("01020304aabbccddee11223344");
        Matching matching = matcher.begin(content.length, new FileFacts(Target.ELF, Optional.empty(), "", List.of()));
        matching.feed(content, 0, content.length);
        assertEquals(List.of("Elf", "Any"), matching.finish());
        assertEquals(1, matching.bodiesFound());
        assertEquals(List.of("Any"), search(matcher, content, 5));
    }

    @Test
    void containersAreAskedFor() throws SkippedException {
        Matcher matcher = matcher("In;Engine:51-255,Target:0,Container:CL_TYPE_ZIP;0;aabbccddee",
                "Deep;Engine:51-255,Target:0,Intermediates:CL_TYPE_ZIP>CL_TYPE_ANY;0;aabbccddee");
        byte[] content = hex("aabbccddee");
        Matching matching = matcher.begin(content.length, new FileFacts(Target.ANY, Optional.empty(), "CL_TYPE_ZIP", List.of("CL_TYPE_ZIP", "CL_TYPE_ZIP")));
        matching.feed(content, 0, content.length);
        assertEquals(List.of("In", "Deep"), matching.finish());
        assertEquals(List.of(), search(matcher, content, 5));
    }

    @Test
    void brokenHeadersAreNoTrouble() {
        Random random = new Random(9);
        byte[][] whole = {Programs.pe(new byte[0]), Programs.elf(new byte[0], true), Programs.elf(new byte[0], false),
            hex("feedfacf00000007000000030000000200000fff0000000000000000")};
        for (byte[] file : whole) {
            for (int i = 0; i < 3000; i++) {
                byte[] broken = Arrays.copyOf(file, random.nextInt(file.length));
                for (int k = 0; k < 6 && broken.length > 4; k++) {
                    broken[4 + random.nextInt(Math.min(broken.length, 500) - 4 > 0 ? Math.min(broken.length, 500) - 4 : 1)] = (byte) random.nextInt();
                }
                Executable.parse(broken, broken.length, file.length).ifPresent(found -> found.sections().forEach(section -> assertTrue(section.size() >= 0)));
            }
        }
    }
}
