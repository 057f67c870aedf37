package org.palisade.protocol.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {

    private static final Digest DIGEST = Digest.ofHex("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    private static final Message.Subject SUBJECT = new Message.Subject(DIGEST, 68);

    static Stream<Message> messages() {
        return Stream.of(
                new Message.Hello(1, 1, "agent 0.1.0", List.of("archives")),
                new Message.Welcome(1, "set-1", 262144, 512, 8, 64, 1L << 40, 120, List.of()),
                new Message.Lookup(7, true, List.of(SUBJECT, SUBJECT)),
                new Message.Known(7, List.of(Verdict.UNKNOWN, Verdict.infected("Eicar-Test-Signature", "a/b.zip", "signatures", "s1").asShared())),
                new Message.Scan(8, SUBJECT, 60000, true),
                new Message.Want(8, 1L << 33, 262144),
                new Message.Fragment(8, 0, ByteBuffer.wrap(new byte[] {1, 2, 3})),
                new Message.Answer(8, Verdict.error(Reason.BUSY, 500)),
                new Message.Cancel(8),
                new Message.Ping(-1),
                new Message.Pong(42),
                new Message.Notice(Message.NoticeKind.SIGNATURE_SET, "set-2"),
                new Message.Bye("stopping"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageComesBackAsItWasSent(Message message) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        Frames.write(wire, message);
        assertEquals(message, Frames.read(new ByteArrayInputStream(wire.toByteArray())));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aFrameCutAnywhereIsAnErrorAndNeverAnotherMessage(Message message) {
        ByteBuffer whole = Codec.encode(message);
        for (int cut = 0; cut < whole.limit(); cut++) {
            byte[] half = Arrays.copyOf(whole.array(), cut);
            assertThrows(EOFException.class, () -> Frames.read(new ByteArrayInputStream(half)));
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aFrameWhoseFieldsAreCutIsMalformed(Message message) throws MalformedFrameException {
        ByteBuffer whole = Codec.encode(message);
        byte[] body = Arrays.copyOfRange(whole.array(), 4, whole.limit());
        for (int cut = 0; cut < body.length; cut++) {
            byte[] half = Arrays.copyOf(body, cut);
            if (message instanceof Message.Fragment && cut >= 13) {
                assertInstanceOf(Message.Fragment.class, Codec.decode(ByteBuffer.wrap(half)));
            } else {
                assertThrows(MalformedFrameException.class, () -> Codec.decode(ByteBuffer.wrap(half)));
            }
        }
    }

    /** Places of batch, window, requests and idle time behind type, request, version, an empty text and fragment. */
    @ParameterizedTest
    @ValueSource(ints = {13, 15, 17, 27})
    void aWelcomeThatAllowsNothingIsMalformed(int place) throws MalformedFrameException {
        ByteBuffer whole = Codec.encode(new Message.Welcome(1, "", 262144, 512, 8, 64, 1L << 40, 120, List.of()));
        byte[] body = Arrays.copyOfRange(whole.array(), 4, whole.limit());
        assertInstanceOf(Message.Welcome.class, Codec.decode(ByteBuffer.wrap(body)));
        body[place] = 0;
        body[place + 1] = 0;
        assertThrows(MalformedFrameException.class, () -> Codec.decode(ByteBuffer.wrap(body)));
    }

    @Test
    void theBytesOfALookupAreThoseOfTheDocument() {
        ByteBuffer frame = Codec.encode(new Message.Lookup(7, List.of(SUBJECT)));
        assertEquals("00000030" + "03" + "00000007" + "00" + "0001" + DIGEST.hex() + "0000000000000044",
                HexFormat.of().formatHex(frame.array(), 0, frame.limit()));
    }

    @Test
    void anUnknownTypeIsReadAsUnknownSoThatItCanBeSkipped() throws MalformedFrameException {
        Message message = Codec.decode(ByteBuffer.wrap(new byte[] {99, 0, 0, 0, 5, 1, 2, 3}));
        assertEquals(new Message.Unknown(5, 99), message);
    }

    @Test
    void aFrameThatClaimsTooMuchIsRefusedBeforeAnythingIsAllocated() {
        byte[] claim = {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 3};
        assertThrows(MalformedFrameException.class, () -> Frames.read(new ByteArrayInputStream(claim)));
    }

    @Test
    void theLargestFrameOfAnAgentIsAFullFragment() throws IOException {
        ByteBuffer frame = Codec.encode(new Message.Fragment(1, 0, ByteBuffer.wrap(new byte[Limits.FRAGMENT])));
        byte[] wire = Arrays.copyOf(frame.array(), frame.limit());
        assertEquals(Limits.AGENT_FRAME, wire.length - Integer.BYTES);
        assertInstanceOf(Message.Fragment.class, Frames.read(new ByteArrayInputStream(wire), Limits.AGENT_FRAME));
        assertThrows(MalformedFrameException.class, () -> Frames.read(new ByteArrayInputStream(wire), Limits.AGENT_FRAME - 1));
    }

    @Test
    void hostileBytesGiveAMessageOrAMalformedFrameAndNothingElse() {
        Random random = new Random(7);
        int malformed = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(64)];
            random.nextBytes(bytes);
            bytes[0] = (byte) random.nextInt(15);
            try {
                Codec.decode(ByteBuffer.wrap(bytes));
            } catch (MalformedFrameException expected) {
                malformed++;
            }
        }
        assertEquals(true, malformed > 0);
    }

    @Test
    void aFieldOutOfItsRangeIsOurOwnFaultAndIsNeverSent() {
        assertThrows(IllegalArgumentException.class, () -> Codec.encode(new Message.Scan(1, SUBJECT, 0, false)));
        assertThrows(IllegalArgumentException.class, () -> Codec.encode(new Message.Bye("x".repeat(Limits.TEXT + 1))));
    }
}
