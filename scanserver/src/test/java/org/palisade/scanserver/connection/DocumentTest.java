package org.palisade.scanserver.connection;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palisade.protocol.scan.Capability;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

/** The bytes and numbers in docs/protocol.md are those of the code. */
class DocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/protocol.md");

    static Stream<Message> examples() {
        Message.Subject subject = new Message.Subject(Digest.ofHex("275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f"), 68);
        return Stream.of(
                new Message.Hello(1, 1, "agent 0.1.0", List.of()),
                new Message.Welcome(1, "builtin-1", 262144, 512, 4, 64, 1L << 40, 120, List.of()),
                new Message.Lookup(1, false, List.of(subject)),
                new Message.Known(1, List.of(Verdict.UNKNOWN)),
                new Message.Scan(2, subject, 60000, false),
                new Message.Want(2, 0, 68),
                new Message.Fragment(2, 0, ByteBuffer.wrap("the 68 bytes".getBytes(StandardCharsets.US_ASCII))),
                new Message.Answer(2, Verdict.infected("Eicar-Test-Signature", "", "signatures", "builtin-1")),
                new Message.Cancel(3),
                new Message.Ping(42),
                new Message.Pong(42),
                new Message.Notice(Message.NoticeKind.SIGNATURE_SET, "builtin-2"),
                new Message.Bye("done"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleHasTheBytesTheCodecWrites(Message message) throws IOException {
        ByteBuffer frame = Codec.encode(message);
        String bytes = HexFormat.of().formatHex(frame.array(), 0, frame.limit());
        assertTrue(Files.readString(DOCUMENT).replaceAll("(?<=[0-9a-f]) (?=[0-9a-f])", "").contains("`" + bytes + "`"), bytes);
    }

    @Test
    void everyNoticeAndCapabilityIsListed() throws IOException {
        String text = Files.readString(DOCUMENT);
        for (Message.NoticeKind kind : Message.NoticeKind.values()) {
            byte[] frame = Codec.encode(new Message.Notice(kind, "")).array();
            String word = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ').replace("svm", "SVM");
            assertTrue(text.contains("| " + frame[9] + " | " + word + " |"), word);
        }
        for (Capability capability : Capability.values()) {
            assertTrue(text.contains("| " + capability.word() + " |"), capability.word());
        }
    }

    @Test
    void everyStatusAndReasonIsListedWithItsNumber() throws IOException {
        String text = Files.readString(DOCUMENT);
        for (ScanStatus status : ScanStatus.values()) {
            assertTrue(text.contains("| " + status.code() + " | " + status.word().replace('-', ' ') + " |"), status.word());
        }
        for (Reason reason : Reason.values()) {
            String word = reason.word().replace('-', ' ').replace("svm", "SVM");
            assertTrue(text.contains("| " + reason.code() + " | " + word + " |") || text.contains(reason.code() + " (" + word + ")")
                    || text.contains(reason.code() + ",\n\"" + word + "\""), reason.word());
        }
    }
}
