package org.palisade.tools.conformance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Message.Known;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Want;
import org.palisade.protocol.scan.Verdict;

/** What breaks the protocol, or stalls, ends its own connection and nothing else. */
final class BrokenPeerChecks {

    private static final String SUBJECT = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f" + "0000000000000044";

    /** Bytes of a content that any server asks for at once. */
    private static final int ONE_FRAGMENT = 1000;

    private BrokenPeerChecks() {
    }

    static List<Check> all() {
        return List.of(
                new Check("5", "each malformed frame ends its connection with a goodbye, and no other", BrokenPeerChecks::malformed),
                new Check("5", "a frame that claims too much is refused before its bytes come", BrokenPeerChecks::oversize),
                new Check("5", "a message only servers send ends the connection", BrokenPeerChecks::serversOnly),
                new Check("5", "request 0 in a look-up or scan ends the connection", BrokenPeerChecks::requestZero),
                new Check("5", "a request number that is under way ends the connection", BrokenPeerChecks::reuse),
                new Check("5", "a fragment that was not wanted ends the connection", BrokenPeerChecks::unwanted),
                new Check("5", "a fragment longer than wanted ends the connection", BrokenPeerChecks::tooLong),
                new Check("1", "a peer that leaves inside a frame harms nobody", BrokenPeerChecks::leaves),
                new Check("5", "a peer that reads nothing harms nobody", BrokenPeerChecks::readsNothing),
                new Check("5", "a frame that is begun and not finished is not waited for", BrokenPeerChecks::halfFrame));
    }

    private static Map<String, String> variants() {
        Map<String, String> frames = new TreeMap<>();
        frames.put("length 0", "00000000");
        frames.put("length 4", "00000004");
        frames.put("a negative length", "ffffffff");
        frames.put("a look-up of nothing", "00000008" + "03" + "00000001" + "00" + "0000");
        frames.put("a look-up of 513", "00000008" + "03" + "00000001" + "00" + "0201");
        frames.put("a look-up with flag 2", "00000030" + "03" + "00000001" + "02" + "0001" + SUBJECT);
        frames.put("a look-up that counts more than it has", "00000030" + "03" + "00000001" + "00" + "0002" + SUBJECT);
        frames.put("a look-up with a byte too many", "00000031" + "03" + "00000001" + "00" + "0001" + SUBJECT + "00");
        frames.put("a look-up with a negative request", "00000030" + "03" + "80000001" + "00" + "0001" + SUBJECT);
        frames.put("a scan with deadline 0", "00000032" + "05" + "00000001" + SUBJECT + "00000000" + "00");
        frames.put("a scan with a deadline over a day", "00000032" + "05" + "00000001" + SUBJECT + "05265c01" + "00");
        frames.put("a scan of a negative size", "00000032" + "05" + "00000001" + SUBJECT.substring(0, 64) + "8000000000000000" + "00001000" + "00");
        frames.put("a scan with a byte too few", "00000031" + "05" + "00000001" + SUBJECT + "00001000");
        frames.put("a fragment without an offset", "00000009" + "07" + "00000001" + "00000000");
        frames.put("a fragment at a negative offset", "0000000d" + "07" + "00000001" + "ffffffffffffffff");
        frames.put("a cancel with a field", "00000006" + "09" + "00000001" + "00");
        frames.put("a ping of seven bytes", "0000000c" + "0a" + "00000000" + "00000000000000");
        frames.put("a pong of nine bytes", "0000000e" + "0b" + "00000000" + "000000000000000000");
        frames.put("a bye that is not UTF-8", "00000009" + "0d" + "00000000" + "0002" + "c328");
        frames.put("a bye longer than texts are", "00000408" + "0d" + "00000000" + "0401" + "61".repeat(1025));
        frames.put("a second hello", "0000000d" + "01" + "00000000" + "0001" + "0001" + "0000" + "0000");
        return frames;
    }

    private static void malformed(Server server) throws IOException {
        try (Agent bystander = server.agent()) {
            for (Map.Entry<String, String> variant : variants().entrySet()) {
                try (Agent agent = server.agent()) {
                    agent.sendRaw(HexFormat.of().parseHex(variant.getValue()));
                    agent.refused();
                } catch (IOException e) {
                    throw new Failure(variant.getKey() + ": " + e.getMessage());
                }
            }
            bystander.isWell(1);
        }
    }

    private static void oversize(Server server) throws IOException {
        try (Agent agent = server.agent()) {
            agent.sendRaw(ByteBuffer.allocate(Integer.BYTES).putInt(Limits.AGENT_FRAME + 1).array());
            agent.refused();
        }
    }

    private static void serversOnly(Server server) throws IOException {
        for (Message message : List.of(new Known(1, List.of(Verdict.UNKNOWN)), new Want(1, 0, 1), new Answer(1, Verdict.clean("x", "y")))) {
            try (Agent agent = server.agent()) {
                agent.send(message);
                agent.refused();
            }
        }
    }

    private static void requestZero(Server server) throws IOException {
        Message.Subject subject = Agent.subject(server.content(20, 100));
        for (Message message : List.of(new Lookup(0, List.of(subject)), new Message.Scan(0, subject, 1000, false))) {
            try (Agent agent = server.agent()) {
                agent.send(message);
                agent.refused();
            }
        }
    }

    private static void reuse(Server server) throws IOException {
        try (Agent agent = server.agent()) {
            agent.order(1, server.content(21, 100), 60_000);
            agent.order(1, server.content(22, 100), 60_000);
            agent.refused();
        }
    }

    private static void unwanted(Server server) throws IOException {
        try (Agent agent = server.agent()) {
            agent.order(1, server.content(23, ONE_FRAGMENT), 60_000);
            agent.expect(Want.class);
            agent.send(new Fragment(1, 12_345, ByteBuffer.wrap(new byte[10])));
            agent.refused();
        }
    }

    private static void tooLong(Server server) throws IOException {
        try (Agent agent = server.agent()) {
            agent.order(1, server.content(24, ONE_FRAGMENT), 60_000);
            Want want = agent.expect(Want.class);
            agent.send(new Fragment(1, 0, ByteBuffer.wrap(new byte[want.length() + 1])));
            agent.refused();
        }
    }

    private static void leaves(Server server) throws IOException {
        try (Agent agent = server.agent()) {
            agent.sendRaw(0, 0, 1);
        }
        try (Agent agent = server.agent()) {
            agent.sendRaw(0, 3, 0, 0, 7, 0);
        }
        server.isWell(25);
    }

    private static void readsNothing(Server server) throws IOException {
        try (Agent greedy = server.agent(); Agent other = server.agent()) {
            Lookup lookup = new Lookup(1, Collections.nCopies(Limits.BATCH, Agent.subject(server.content(26, 100))));
            Thread asking = new Thread(() -> {
                try {
                    while (true) {
                        greedy.send(lookup);
                    }
                } catch (IOException e) {
                    // Cut off, by the server or at the end of the check.
                }
            }, "asking");
            asking.setDaemon(true);
            asking.start();
            for (int i = 0; i < 20; i++) {
                long begun = System.nanoTime();
                Verdict verdict = other.scan(i + 1, server.content(30 + i, 20_000));
                long millis = (System.nanoTime() - begun) / 1_000_000;
                Failure.unless(verdict.complete() && millis < 5000, "meanwhile a scan of another took " + millis + " ms: " + verdict);
            }
        }
    }

    private static void halfFrame(Server server) throws IOException {
        try (Agent agent = server.agent()) {
            agent.sendRaw(0, 3, 0, 0, 7);
            agent.ended();
        }
        server.isWell(27);
    }
}
