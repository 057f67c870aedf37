package org.palisade.protocol.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes of the protocol, as any other program that speaks it can read them: one file a message, hexadecimal, {@code #} begins a comment. A malformed one says in
 * its first line what is wrong with it.
 */
class GoldenTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    static Stream<String> valid() {
        return GoldenMessages.all().keySet().stream();
    }

    static Stream<Path> malformed() {
        return files("malformed").stream();
    }

    private static List<Path> files(String folder) {
        try (Stream<Path> files = Files.list(GOLDEN.resolve(folder))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        return HexFormat.of().parseHex(Files.readAllLines(file).stream().map(line -> line.replaceAll("#.*|\\s", "")).collect(Collectors.joining()));
    }

    @Test
    void everyFileIsThatOfAMessageAndEveryTypeHasOne() {
        assertEquals(valid().map(name -> name + ".hex").sorted().toList(), files("valid").stream().map(file -> file.getFileName().toString()).toList());
        Set<Class<?>> types = GoldenMessages.all().values().stream().map(Object::getClass).collect(Collectors.toSet());
        for (Class<?> type : Message.class.getPermittedSubclasses()) {
            assertTrue(type == Message.Unknown.class || types.contains(type), type.getSimpleName());
        }
        assertTrue(files("malformed").size() >= 25);
    }

    @ParameterizedTest
    @MethodSource("valid")
    void aMessageIsWrittenAsItsFileHasIt(String name) throws IOException {
        ByteBuffer frame = Codec.encode(GoldenMessages.all().get(name));
        assertEquals(HexFormat.of().formatHex(bytes(GOLDEN.resolve("valid/" + name + ".hex"))), HexFormat.of().formatHex(frame.array(), 0, frame.limit()));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void aFileIsReadAsItsMessage(String name) throws IOException {
        assertEquals(GoldenMessages.all().get(name), Frames.read(new ByteArrayInputStream(bytes(GOLDEN.resolve("valid/" + name + ".hex")))));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedFileIsRefusedForItsReason(Path file) throws IOException {
        String reason = Files.readAllLines(file).get(0).replaceFirst("^# *", "");
        byte[] bytes = bytes(file);
        assertEquals(reason, assertThrows(MalformedFrameException.class, () -> Frames.read(new ByteArrayInputStream(bytes))).getMessage());
    }

    /** The way of a server that answers look-ups as they lie says the same as the codec, of whole frames, of broken ones and of any cut of them. */
    @Test
    void bothWaysToReadALookupAgree() throws IOException {
        int looked = 0;
        for (String folder : List.of("valid", "malformed")) {
            for (Path file : files(folder)) {
                byte[] frame = bytes(file);
                for (int end = Integer.BYTES + 1; end <= frame.length; end += Math.max(1, (frame.length - end) / 50)) {
                    byte[] body = Arrays.copyOfRange(frame, Integer.BYTES, end);
                    if (LookupReader.reads(ByteBuffer.wrap(body))) {
                        assertAgree(body);
                        looked++;
                    }
                }
            }
        }
        assertTrue(looked > 100);
    }

    private static void assertAgree(byte[] body) {
        Message expected;
        try {
            expected = Codec.decode(ByteBuffer.wrap(body));
        } catch (MalformedFrameException e) {
            assertThrows(MalformedFrameException.class, () -> new LookupReader(ByteBuffer.wrap(body)));
            return;
        }
        try {
            LookupReader reader = new LookupReader(ByteBuffer.wrap(body));
            List<Message.Subject> subjects = Stream.generate(reader::next).limit(reader.count()).toList();
            assertEquals(expected, new Message.Lookup(reader.request(), reader.archives(), subjects));
        } catch (MalformedFrameException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void bothWaysToWriteVerdictsAgree() throws IOException {
        KnownWriter writer = new KnownWriter();
        for (Message message : GoldenMessages.all().values()) {
            if (message instanceof Message.Known known) {
                writer.begin(known.request(), known.verdicts().size());
                known.verdicts().forEach(writer::add);
                assertEquals(Codec.encode(known), writer.end());
            }
        }
    }

    @Test
    void aFullBatchOfTheLongestVerdictsStaysWithinTheFrame() throws IOException {
        Verdict longest = Verdict.infected("T".repeat(1024), "ä".repeat(1024), "engine", "set");
        KnownWriter writer = new KnownWriter();
        writer.begin(1, Limits.BATCH);
        for (int i = 0; i < Limits.BATCH; i++) {
            writer.add(longest);
        }
        ByteBuffer frame = writer.end();
        assertTrue(frame.remaining() <= Integer.BYTES + Limits.FRAME);
        Message.Known known = (Message.Known) Codec.decode(frame.slice(Integer.BYTES, frame.remaining() - Integer.BYTES));
        assertEquals(Verdict.infected("T".repeat(1024), "", "engine", "set"), known.verdicts().get(511));
    }

    @Test
    void namesThatAFileChoseAreClippedAtAWholeCharacter() throws IOException {
        ByteBuffer frame = Codec.encode(new Message.Answer(1, Verdict.infected("T".repeat(1023) + "ä", "😀".repeat(2000), "engine", "set")));
        Message.Answer answer = (Message.Answer) Codec.decode(frame.slice(Integer.BYTES, frame.remaining() - Integer.BYTES));
        assertEquals("T".repeat(1023), answer.verdict().threat());
        assertEquals("😀".repeat(256), answer.verdict().member());
    }
}
