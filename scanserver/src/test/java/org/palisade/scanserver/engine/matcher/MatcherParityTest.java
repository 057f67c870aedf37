package org.palisade.scanserver.engine.matcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.scanserver.engine.matcher.Bodies.Made;

/** Thousands of signatures of every construct, planted whole and nearly whole in hundreds of files, judged by us and by clamscan. */
@Timeout(300)
class MatcherParityTest {

    private static final int SIGNATURES = 2300;
    private static final int FILES = 260;
    private static final int IN_FILE = 8;

    @TempDir
    private Path folder;
    private final Random random = new Random(20);
    private final Bodies bodies = new Bodies(random);
    private final Map<String, byte[]> files = new TreeMap<>();
    private final List<String> ndb = new ArrayList<>();
    private final List<String> ldb = new ArrayList<>();

    /** Something to be put into a file, and where: negative from the end, {@link #ANYWHERE}. */
    private record Plant(byte[] bytes, int place) {
    }

    private static final int ANYWHERE = Integer.MIN_VALUE;

    @Test
    void bodySignaturesOfEveryKindAreFoundAsClamscanFindsThem() throws Exception {
        for (int i = 0; i < FILES; i++) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            List<Plant> plants = new ArrayList<>();
            for (int k = 0; k < IN_FILE; k++) {
                plants.add(body(kind, ndb.size()));
            }
            files.put("file-" + i, file(kind, plants));
        }
        while (ndb.size() < SIGNATURES) {
            ndb.add("Body" + ndb.size() + ":0:*:" + bodies.any().text());
        }
        Matcher matcher = compare(Map.of("bodies.ndb", ndb), FILES);
        int several = 0;
        int same = 0;
        for (Map.Entry<String, List<String>> first : new Oracle(folder).judge(Map.of("bodies.ndb", ndb), files, false).entrySet()) {
            List<String> ours = judge(matcher, files.get(first.getKey()), 1 << 16);
            several += ours.size() > 1 ? 1 : 0;
            same += ours.size() > 1 && first.getValue().equals(ours.subList(0, 1)) ? 1 : 0;
        }
        int[] counts = {same, several};
        assertTrue(several > FILES / 2 && same * 100 >= several * 95, () -> "names reported first differ: " + counts[0] + " of " + counts[1] + " are the same");
    }

    @Test
    void logicalSignaturesOfEveryKindAreFoundAsClamscanFindsThem() throws Exception {
        for (int i = 0; i < FILES; i++) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            List<Plant> plants = new ArrayList<>();
            for (int k = 0; k < IN_FILE; k++) {
                plants.addAll(logical(kind, ldb.size()));
            }
            files.put("file-" + i, file(kind, plants));
        }
        compare(Map.of("logical.ldb", ldb), FILES / 2);
    }

    @Test
    void bodiesAcrossTheBordersOfBlocksAreFoundAsClamscanFindsThem() throws Exception {
        int[] borders = {128 << 10, 256 << 10, 130 << 10, (128 << 10) + 64};
        for (int i = 0; i < 60; i++) {
            Made made = bodies.any();
            // Logical, so that an earlier match does not end our search.
            ldb.add("Border" + i + ";Target:0;0;" + made.text());
            byte[] planted = i % 3 == 2 ? made.misses().get(random.nextInt(made.misses().size())) : made.match();
            byte[] file = opaque(bodies.noise(300 << 10));
            System.arraycopy(planted, 0, file, borders[i % borders.length] - random.nextInt(planted.length + 4), planted.length);
            files.put("file-" + i, file);
        }
        compare(Map.of("borders.ldb", ldb), 30);
    }

    private enum Kind {
        RAW(Target.ANY, 0, 0), PE(Target.PE, Programs.PE_CODE, Programs.PE_ENTRY), ELF(Target.ELF, Programs.ELF_CODE, Programs.ELF_ENTRY),
        ELF32(Target.ELF, Programs.ELF_CODE, Programs.ELF_ENTRY);

        private final Target target;
        private final int code;
        private final int entry;

        Kind(Target target, int code, int entry) {
            this.target = target;
            this.code = code;
            this.entry = entry;
        }
    }

    private Plant body(Kind kind, int number) {
        Made made = bodies.any();
        int miss = random.nextInt(3);
        byte[] planted = miss > 0 ? made.match() : made.misses().get(random.nextInt(made.misses().size()));
        int target = random.nextInt(3) > 0 ? 0 : random.nextInt(4) == 0 ? 1 + random.nextInt(12) : kind.target.number();
        int off = random.nextInt(3) - 1;
        int place = ANYWHERE;
        String offset = "*";
        switch (random.nextInt(10)) {
            case 0 -> {
                place = kind.code + random.nextInt(300);
                offset = String.valueOf(Math.max(0, place + off));
            }
            case 1 -> {
                place = kind.code + random.nextInt(300);
                offset = Math.max(0, place - 10 + off) + ",10";
            }
            case 2 -> {
                place = -(planted.length + random.nextInt(100));
                offset = "EOF-" + Math.max(0, -place + off);
            }
            case 3 -> {
                place = -(planted.length + random.nextInt(100));
                offset = "EOF-" + Math.max(0, -place + off + 5) + ",5";
            }
            default -> {
                if (kind != Kind.RAW && random.nextInt(3) > 0) {
                    target = kind.target.number();
                    place = kind.entry + random.nextInt(500) - 60;
                    offset = executableOffset(kind, place + off);
                }
            }
        }
        ndb.add("Body" + number + ":" + target + ":" + offset + ":" + made.text());
        return new Plant(planted, place);
    }

    /** An offset that means a place in an executable, in one of the ways there are. */
    private String executableOffset(Kind kind, int place) {
        int section = kind == Kind.PE ? 0x600 : 0x300;
        return switch (random.nextInt(6)) {
            case 0, 1 -> place >= kind.entry ? "EP+" + (place - kind.entry) : "EP-" + (kind.entry - place);
            case 2 -> place >= kind.entry + 7 ? "EP+" + (place - kind.entry - 7) + ",7" : "EP-" + (kind.entry - place + 7) + ",7";
            case 3 -> "S" + (place - kind.code) / section + "+" + (place - kind.code) % section;
            case 4 -> "SE" + (random.nextInt(4) == 0 ? 1 : (place - kind.code) / section);
            default -> place - kind.code >= 2 * section ? "SL+" + (place - kind.code - 2 * section) : "S0+" + (place - kind.code);
        };
    }

    private List<Plant> logical(Kind kind, int number) {
        int count = 1 + random.nextInt(4);
        StringBuilder subsignatures = new StringBuilder();
        List<Plant> plants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int sort = random.nextInt(3);
            Made made = sort == 0 ? bodies.word() : sort == 1 ? bodies.repeating() : bodies.any();
            String[] modifiers = {"", "", "::i", "::w", "::wa", "::f", "::iwfa", "::a", "::if"};
            String modifier = sort == 0 ? modifiers[random.nextInt(modifiers.length)] : "";
            boolean placed = random.nextInt(8) == 0;
            int place = kind.code + random.nextInt(1200);
            subsignatures.append(';').append(placed ? Math.max(0, place + random.nextInt(2)) + ":" : "").append(made.text()).append(modifier);
            int times = random.nextInt(4);
            for (int k = 0; k < times; k++) {
                plants.add(new Plant(random.nextInt(5) > 0 ? made.match() : made.misses().get(random.nextInt(made.misses().size())), placed && k == 0 ? place : ANYWHERE));
            }
        }
        int target = random.nextInt(3) == 0 ? kind.target.number() : 0;
        String more = switch (random.nextInt(8)) {
            case 0 -> ",FileSize:" + random.nextInt(3000) + "-" + (3000 + random.nextInt(3000));
            case 1 -> target == 0 ? ",Container:CL_TYPE_ANY" : ",NumberOfSections:" + (1 + random.nextInt(4)) + "-3";
            case 2 -> target == 0 ? ",Container:CL_TYPE_ZIP" : ",EntryPoint:" + (kind.entry - random.nextInt(3)) + "-" + (kind.entry + random.nextInt(3) - 1);
            default -> "";
        };
        ldb.add("Logical" + number + ";Engine:51-255,Target:" + target + more + ";" + expression(0, count, 0) + subsignatures);
        return plants;
    }

    private String expression(int from, int to, int depth) {
        String count = switch (random.nextInt(7)) {
            case 0 -> "=" + random.nextInt(3);
            case 1 -> ">" + random.nextInt(3);
            case 2 -> "<" + (1 + random.nextInt(3));
            default -> "";
        };
        if (to - from == 1) {
            return from + count;
        }
        int middle = from + 1 + random.nextInt(to - from - 1);
        String both = expression(from, middle, depth + 1) + (random.nextBoolean() ? "&" : "|") + expression(middle, to, depth + 1);
        if (depth == 0 && random.nextBoolean()) {
            return both;
        }
        return "(" + both + ")" + count + (count.isEmpty() || random.nextBoolean() ? "" : "," + (1 + random.nextInt(2)));
    }

    /** Begins like no kind of file, so that clamscan does not look at it in a second form as well; it takes some noise for text of two bytes a character. */
    private static byte[] opaque(byte[] file) {
        for (int i = 0; i < 64; i++) {
            file[i] = (byte) (i % 8 < 4 ? i & 1 : ~i & 1);
        }
        return file;
    }

    private byte[] file(Kind kind, List<Plant> plants) {
        byte[] noise = opaque(bodies.noise(4200 + random.nextInt(500)));
        byte[] file = switch (kind) {
            case RAW -> noise;
            case PE -> Programs.pe(Arrays.copyOf(noise, 0x1200 + random.nextInt(300)));
            case ELF -> Programs.elf(noise, true);
            case ELF32 -> Programs.elf(noise, false);
        };
        int next = kind.code + 1800;
        for (Plant plant : plants) {
            int length = plant.bytes.length;
            int place = plant.place == ANYWHERE ? next : plant.place < 0 ? file.length + plant.place : plant.place;
            if (plant.place == ANYWHERE) {
                next += length + random.nextInt(3);
            }
            if (place + length > file.length) {
                file = Arrays.copyOf(file, place + length + random.nextInt(2));
            }
            System.arraycopy(plant.bytes, 0, file, place, length);
        }
        return file;
    }

    private Matcher compare(Map<String, List<String>> databases, int least) throws IOException, InterruptedException, SkippedException {
        Map<String, List<String>> theirs = new Oracle(folder).judge(databases, files, true);
        Matcher.Builder builder = new Matcher.Builder();
        for (String line : ndb) {
            builder.ndb(line);
        }
        for (String line : ldb) {
            builder.ldb(line);
        }
        Matcher matcher = builder.build();
        StringBuilder differences = new StringBuilder();
        int found = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            TreeSet<String> expected = new TreeSet<>(theirs.getOrDefault(file.getKey(), List.of()));
            TreeSet<String> ours = new TreeSet<>(judge(matcher, file.getValue(), 1 << 16));
            found += expected.size();
            if (!expected.equals(ours)) {
                TreeSet<String> missing = new TreeSet<>(expected);
                missing.removeAll(ours);
                ours.removeAll(expected);
                differences.append('\n').append(file.getKey()).append(" missing ").append(lines(missing)).append(" too many ").append(lines(ours));
            }
        }
        assertEquals("", differences.toString());
        assertTrue(found >= least, "the cases prove nothing: " + found);
        return matcher;
    }

    private List<String> lines(TreeSet<String> names) {
        List<String> lines = new ArrayList<>(ndb);
        lines.addAll(ldb);
        return lines.stream().filter(line -> names.contains(line.split("[:;]")[0])).toList();
    }

    static List<String> judge(Matcher matcher, byte[] content, int piece) {
        Optional<Executable> executable = Executable.parse(content, Math.min(content.length, 4096), content.length);
        Target target = content[0] == 'M' && content[1] == 'Z' ? Target.PE : content[0] == 0x7f && content[1] == 'E' ? Target.ELF : Target.ANY;
        Matching matching = matcher.begin(content.length, new FileFacts(target, executable, "", List.of()));
        for (int i = 0; i < content.length; i += piece) {
            matching.feed(content, i, Math.min(piece, content.length - i));
        }
        return matching.finish();
    }
}
