package org.palisade.scanserver.door;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CommandDecoderTest {

    /** Writes down what it is told. */
    static final class Told implements CommandDecoder.Sink {

        private final StringBuilder told = new StringBuilder();

        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public void command(Command command, String argument, byte terminator) {
            told.append(command).append(argument.isEmpty() ? "" : "=" + argument).append(terminator == 0 ? "z " : "n ");
        }

        @Override
        public void unknown(byte terminator) {
            told.append("unknown ");
        }

        @Override
        public void invalid(byte terminator) {
            told.append("invalid ");
        }

        @Override
        public void formless() {
            told.append("formless ");
        }

        @Override
        public void overlong() {
            told.append("overlong ");
        }

        @Override
        public void content(ByteBuffer packet, int position, int count) {
            byte[] bytes = new byte[count];
            packet.get(position, bytes);
            told.append(new String(bytes, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void streamEnd() {
            told.append(". ");
        }

        @Override
        public void streamTooLarge() {
            told.append("too-large ");
        }
    }

    private static String told(int piece, String sent) {
        CommandDecoder decoder = new CommandDecoder(100);
        Told told = new Told();
        byte[] bytes = Client.bytes(sent);
        for (int i = 0; i < bytes.length; i += piece) {
            decoder.packet(ByteBuffer.wrap(bytes, i, Math.min(piece, bytes.length - i)), told);
        }
        return told.told.toString();
    }

    @Test
    void aSessionMeansTheSameHoweverItIsCut() {
        String sent = "zIDSESSION\0nPING\nzINSTREAM\0" + Client.chunk("abc") + Client.chunk("d") + "\0\0\0\0zSCAN /a b\0zVERSION\0zEND\0zPING\0";
        for (int piece = 1; piece <= sent.length(); piece++) {
            assertEquals("IDSESSIONz PINGn INSTREAMz abcd. SCAN=/a bz VERSIONz ENDz ", told(piece, sent), "pieces of " + piece);
        }
    }

    @Test
    void onlyOneCommandIsTakenOutsideASession() {
        assertEquals("PINGz ", told(1000, "zPING\0zPING\0"));
        assertEquals("INSTREAMz a. ", told(1000, "zINSTREAM\0" + Client.stream("a") + "zPING\0"));
        assertEquals("unknown ", told(1000, "zEND\0zPING\0"));
    }

    @Test
    void aStreamMayBeAsLargeAsAllowedAndNotAByteLarger() {
        String half = Client.chunk("x".repeat(50));
        assertEquals("INSTREAMz " + "x".repeat(100) + ". ", told(7, "zINSTREAM\0" + half + half + "\0\0\0\0"));
        assertEquals("INSTREAMz " + "x".repeat(100) + "too-large ", told(7, "zINSTREAM\0" + half + half + Client.chunk("x") + "\0\0\0\0"));
        for (String length : new String[] {"\u0080\0\0\0", "\u00ff\u00ff\u00ff\u00ff", "\0\0\0\u0065"}) {
            assertEquals("INSTREAMz too-large ", told(1, "zINSTREAM\0" + length));
        }
    }

    @Test
    void aCommandWithoutEndIsGivenUp() {
        assertEquals("overlong ", told(100, "z" + "A".repeat(1_000_000)));
        assertEquals("overlong ", told(1_000_000, "A".repeat(1_000_000)));
    }
}
