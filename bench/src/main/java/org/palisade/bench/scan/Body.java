package org.palisade.bench.scan;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Random;

/**
 * A generated body and bytes it matches.
 *
 * @param hex     the body, as it stands in a signature
 * @param example content that it finds, from its first byte to its last
 */
record Body(String hex, byte[] example) {

    private static final HexFormat HEX = HexFormat.of();
    private static final int HEAD = 12;

    /**
     * A body around given bytes, of the mix measured in the platform notes: of 100 bodies 62 plain, 13 with wildcards, 3 with nibbles, 10 with bounded gaps, 7 with
     * unbounded ones, 3 with alternatives, 1 with a negation, 1 with an anchored byte.
     *
     * @param bytes at least 24
     */
    static Body around(byte[] bytes, Random random) {
        Builder body = new Builder(random);
        int kind = random.nextInt(100);
        byte[] head = java.util.Arrays.copyOf(bytes, HEAD);
        byte[] tail = java.util.Arrays.copyOfRange(bytes, HEAD, bytes.length);
        if (kind < 62) {
            return body.bytes(bytes).end();
        } else if (kind < 75) {
            return body.bytes(head).wildcards(1 + random.nextInt(4)).bytes(tail).end();
        } else if (kind < 78) {
            return body.bytes(head).nibble().bytes(tail).end();
        } else if (kind < 88) {
            return body.bytes(head).gap().bytes(tail).end();
        } else if (kind < 95) {
            return body.bytes(head).anyGap().bytes(tail).end();
        } else if (kind < 98) {
            return body.bytes(head).alternatives().bytes(tail).end();
        } else if (kind < 99) {
            return body.bytes(head).negation().bytes(tail).end();
        }
        return body.anchored().bytes(bytes).end();
    }

    private static final class Builder {
        private final StringBuilder hex = new StringBuilder();
        private final ByteArrayOutputStream example = new ByteArrayOutputStream();
        private final Random random;

        Builder(Random random) {
            this.random = random;
        }

        Builder bytes(byte[] bytes) {
            hex.append(HEX.formatHex(bytes));
            example.writeBytes(bytes);
            return this;
        }

        Builder wildcards(int count) {
            hex.append("??".repeat(count));
            return filler(count);
        }

        Builder nibble() {
            int value = random.nextInt(16);
            boolean high = random.nextBoolean();
            hex.append(high ? HEX.toHighHexDigit(value << 4) + "?" : "?" + HEX.toLowHexDigit(value));
            example.write(high ? value << 4 | random.nextInt(16) : random.nextInt(16) << 4 | value);
            return this;
        }

        Builder gap() {
            int least = random.nextInt(8);
            int most = least + 1 + random.nextInt(60);
            String bounds = switch (random.nextInt(4)) {
                case 0 -> "{" + least + "-" + most + "}";
                case 1 -> "{-" + most + "}";
                case 2 -> "{" + least + "-}";
                default -> "{" + most + "}";
            };
            hex.append(bounds);
            return filler(bounds.equals("{" + most + "}") ? most : least + (most - least) / 2);
        }

        Builder anyGap() {
            hex.append('*');
            return filler(random.nextInt(200));
        }

        Builder alternatives() {
            byte[][] choices = {some(), some(), some()};
            hex.append('(').append(HEX.formatHex(choices[0])).append('|').append(HEX.formatHex(choices[1])).append('|').append(HEX.formatHex(choices[2])).append(')');
            example.writeBytes(choices[random.nextInt(3)]);
            return this;
        }

        Builder negation() {
            int one = random.nextInt(256);
            int other = one + 1 & 0xff;
            hex.append("!(").append(HEX.toHexDigits((byte) one)).append('|').append(HEX.toHexDigits((byte) other)).append(')');
            example.write(one + 128);
            return this;
        }

        Builder anchored() {
            byte first = (byte) random.nextInt(256);
            int least = 1 + random.nextInt(4);
            hex.append(HEX.toHexDigits(first)).append('[').append(least).append('-').append(least + 8).append(']');
            example.write(first);
            return filler(least + 3);
        }

        Builder filler(int count) {
            for (int i = 0; i < count; i++) {
                example.write(random.nextInt(256));
            }
            return this;
        }

        private byte[] some() {
            byte[] bytes = new byte[2];
            random.nextBytes(bytes);
            return bytes;
        }

        Body end() {
            return new Body(hex.toString(), example.toByteArray());
        }
    }
}
