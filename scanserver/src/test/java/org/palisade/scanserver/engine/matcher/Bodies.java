package org.palisade.scanserver.engine.matcher;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Makes bodies of every construct, each with bytes that match it and bytes that just miss it. Always the same for a seed. */
final class Bodies {

    /** Bytes that may or may not be the edge of a word or a line. */
    private static final byte[] EDGES = {' ', 'a', 'Z', '0', '\n', '\r', '.', '-', '=', '_', '<', '>', '/', '@', '"', (byte) 0x80, 0};

    private final Random random;

    Bodies(Random random) {
        this.random = random;
    }

    /** A body, something it must find, and somethings it probably must not. */
    record Made(String text, byte[] match, List<byte[]> misses) {
    }

    /** A part of a body: its text, bytes that are right, bytes that are wrong. */
    private record Part(String text, byte[] right, byte[] wrong) {
    }

    Made any() {
        List<Part> parts = new ArrayList<>();
        boolean anchored = random.nextInt(12) == 0;
        if (anchored && random.nextBoolean()) {
            int distance = random.nextInt(4);
            byte[] one = noise(1);
            parts.add(new Part(hex(one) + "[1-2]", join(one, noise(distance)), join(one, noise(4))));
        } else if (random.nextInt(8) == 0) {
            parts.add(edge("BLW".charAt(random.nextInt(3)), "", true));
        }
        parts.add(fixed());
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            parts.add(middle(anchored));
            parts.add(fixed());
        }
        if (anchored) {
            byte[] one = noise(1);
            if (parts.get(0).text.indexOf('[') < 0) {
                parts.add(new Part("[1-2]" + hex(one), join(noise(random.nextInt(4)), one), join(noise(3), new byte[] {(byte) ~one[0]})));
            }
        } else if (random.nextInt(8) == 0) {
            parts.add(edge("BLW".charAt(random.nextInt(3)), random.nextInt(4) == 0 ? "!" : "", false));
        }
        return made(parts);
    }

    /** Few bytes that overlap themselves. */
    Made repeating() {
        byte[] unit = noise(2);
        byte[] twice = join(unit, unit);
        return new Made(hex(twice), join(twice, random.nextBoolean() ? unit : twice), List.of(join(unit, noise(1))));
    }

    /** Words of letters, for subsignatures that ignore case or come in wide characters. */
    Made word() {
        StringBuilder text = new StringBuilder();
        int length = 5 + random.nextInt(6);
        for (int i = 0; i < length; i++) {
            text.append((char) ((random.nextBoolean() ? 'a' : 'A') + random.nextInt(26)));
        }
        byte[] right = text.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        byte[] folded = right.clone();
        byte[] wide = new byte[right.length * 2];
        for (int i = 0; i < right.length; i++) {
            folded[i] ^= random.nextBoolean() ? 0x20 : 0;
            wide[2 * i] = folded[i];
        }
        byte[] narrow = random.nextBoolean() ? right : folded;
        byte[] match = join(one(), random.nextBoolean() ? narrow : wide, random.nextBoolean() ? one() : join(one(), new byte[1]));
        byte[] wrong = folded.clone();
        wrong[length / 2] ^= 0x40;
        return new Made(hex(right), match, List.of(join(one(), wrong, one()), join(one(), wide, one()), join(one(), folded, one())));
    }

    private Made made(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part.text));
        List<byte[]> misses = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            misses.add(bytes(parts, i));
        }
        return new Made(text.toString(), bytes(parts, -1), misses);
    }

    private static byte[] bytes(List<Part> parts, int wrong) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < parts.size(); i++) {
            all.writeBytes(i == wrong ? parts.get(i).wrong : parts.get(i).right);
        }
        return all.toByteArray();
    }

    private Part fixed() {
        byte[] bytes = noise(random.nextInt(6) == 0 ? 3 : 4 + random.nextInt(random.nextInt(9) == 0 ? 40 : 10));
        byte[] wrong = bytes.clone();
        wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
        return new Part(hex(bytes), bytes, wrong);
    }

    private Part middle(boolean withoutGaps) {
        int n = random.nextInt(6);
        int m = n + 1 + random.nextInt(5);
        byte[] one = noise(1);
        byte[] two = noise(2);
        byte[] other = noise(2);
        return switch (random.nextInt(withoutGaps ? 7 : 15)) {
            case 0 -> new Part("??", noise(1), noise(0));
            case 1 -> new Part("?" + hex(one).charAt(1), new byte[] {(byte) (one[0] ^ 0x30)}, new byte[] {(byte) (one[0] ^ 0x03)});
            case 2 -> new Part(hex(one).charAt(0) + "?", new byte[] {(byte) (one[0] ^ 0x03)}, new byte[] {(byte) (one[0] ^ 0x30)});
            case 3 -> new Part("(" + hex(one) + "|" + hex(two).substring(0, 2) + ")", random.nextBoolean() ? one : new byte[] {two[0]}, new byte[] {(byte) ~one[0]});
            case 4 -> new Part("(" + hex(two) + "|" + hex(one) + "|" + hex(join(two, one)) + ")", random.nextBoolean() ? two : random.nextBoolean() ? one : join(two, one), other);
            case 5 -> new Part("!(" + hex(one) + "|" + hex(two).substring(0, 2) + ")", new byte[] {(byte) ~one[0]}, one);
            case 6 -> new Part("!(" + hex(two) + "|" + hex(other) + ")", noise(2), random.nextBoolean() ? two : other);
            case 7 -> new Part("{" + (n + 1) + "}", noise(n + 1), noise(random.nextBoolean() ? n : n + 2));
            case 8, 9 -> new Part("{" + n + "-" + m + "}", noise(random.nextBoolean() ? n : m), noise(random.nextBoolean() ? m + 1 : Math.max(0, n - 1)));
            case 10 -> new Part("{-" + m + "}", noise(random.nextInt(m + 1)), noise(m + 1));
            case 11 -> new Part("{" + m + "-}", noise(m + random.nextInt(20)), noise(m - 1));
            case 12 -> new Part("{150}", noise(150), noise(random.nextBoolean() ? 149 : 151));
            case 13 -> edge("BLW".charAt(random.nextInt(3)), random.nextBoolean() ? "!" : "", random.nextBoolean());
            default -> new Part("*", noise(random.nextInt(300)), noise(0));
        };
    }

    private Part edge(char kind, String negation, boolean twice) {
        byte[] line = {'\r', '\n'};
        return new Part(negation + "(" + kind + ")", kind == 'L' && twice ? line : one(), one());
    }

    private byte[] one() {
        return new byte[] {EDGES[random.nextInt(EDGES.length)]};
    }

    byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] join(byte[]... all) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] one : all) {
            joined.writeBytes(one);
        }
        return joined.toByteArray();
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
