package org.palisade.tools.conformance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Cancel;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Message.Known;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Ping;
import org.palisade.protocol.scan.Message.Pong;
import org.palisade.protocol.scan.Message.Scan;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Message.Want;
import org.palisade.protocol.scan.Message.Welcome;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

/** Look-ups and scans, from the question to the verdict. */
final class RequestChecks {

    private static final int DEADLINE_MILLIS = 700;

    /** Bytes of a content that any server asks for at once. */
    private static final int ONE_FRAGMENT = 1000;

    private RequestChecks() {
    }

    static List<Check> all() {
        return List.of(
                new Check("4", "a look-up of what nobody has scanned says unknown", RequestChecks::unknown),
                new Check("4", "a look-up gives one verdict a subject, in the same order", RequestChecks::order),
                new Check("4", "look-ups are answered without waiting for one another", RequestChecks::pipelined),
                new Check("3", "the test file of EICAR is infected, and known to be so afterwards", RequestChecks::eicar),
                new Check("4", "an empty object needs no fragment", RequestChecks::empty),
                new Check("4", "wants rise without gaps, and are never more than the window", RequestChecks::window),
                new Check("4", "fragments may come in any order", RequestChecks::reversed),
                new Check("4", "a fragment shorter than wanted is a digest mismatch", RequestChecks::shrunk),
                new Check("4", "bytes that are not those announced give digest mismatch and are not remembered", RequestChecks::liar),
                new Check("4", "after cancel nothing comes, and the place is free", RequestChecks::cancelled),
                new Check("4", "at its deadline a request ends with reason deadline", RequestChecks::deadline),
                new Check("4", "fragments and cancels of requests that are over are skipped", RequestChecks::late),
                new Check("3", "an object over the size limit is not fully scanned, reason too large", RequestChecks::tooLarge),
                new Check("5", "a scan over the limit of a connection is told when to come back", RequestChecks::tooMany),
                new Check("4", "content that two send at once is scanned once", RequestChecks::singleFlight),
                new Check("4", "when the first of two is lost, the second is asked", RequestChecks::nextLeads));
    }

    private static void unknown(Server server) throws IOException {
        try (Agent agent = server.agent()) {
            agent.send(new Lookup(1, List.of(Agent.subject(server.content(1, 5000)))));
            agent.expect(new Known(1, List.of(Verdict.UNKNOWN)));
        }
    }

    private static void order(Server server) throws IOException {
        byte[] content = server.content(2, 5000);
        Subject known = Agent.subject(content);
        Subject unknown = Agent.subject(server.content(3, 5000));
        try (Agent agent = server.agent()) {
            Failure.unless(agent.scan(1, content).status() == ScanStatus.CLEAN, "harmless content should be clean");
            agent.send(new Lookup(2, List.of(unknown, known, unknown, new Subject(known.digest(), 4999), known)));
            List<Verdict> verdicts = agent.expect(Known.class).verdicts();
            Failure.unless(verdicts.stream().map(Verdict::status).toList().equals(List.of(ScanStatus.UNKNOWN, ScanStatus.CLEAN, ScanStatus.UNKNOWN, ScanStatus.UNKNOWN,
                    ScanStatus.CLEAN)), "five verdicts should come in order, but they were " + verdicts);
            Failure.unless(verdicts.get(1).shared(), "a known verdict should be marked as shared");
        }
    }

    private static void pipelined(Server server) throws IOException {
        try (Agent agent = server.agent()) {
            List<Integer> open = new ArrayList<>();
            for (int i = 1; i <= 100; i++) {
                agent.send(new Lookup(i, Collections.nCopies(i, Agent.subject(server.content(4, 100)))));
                open.add(i);
            }
            while (!open.isEmpty()) {
                Known known = agent.expect(Known.class);
                Failure.unless(known.verdicts().size() == known.request(), "look-up " + known.request() + " has " + known.verdicts().size() + " verdicts");
                Failure.unless(open.remove(Integer.valueOf(known.request())), "look-up " + known.request() + " is answered twice");
            }
        }
    }

    private static void eicar(Server server) throws IOException {
        byte[] file = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").getBytes(StandardCharsets.US_ASCII);
        try (Agent agent = server.agent()) {
            Verdict verdict = agent.scan(1, file);
            Failure.unless(verdict.status() == ScanStatus.INFECTED, "it was " + verdict.status().word());
            agent.send(new Lookup(2, List.of(Agent.subject(file))));
            Verdict known = agent.expect(Known.class).verdicts().get(0);
            Failure.unless(known.status() == ScanStatus.INFECTED && known.threat().equals(verdict.threat()) && known.shared(), "a look-up says " + known);
        }
    }

    private static void empty(Server server) throws IOException {
        try (Agent agent = server.agent()) {
            agent.order(1, new byte[0], 30_000);
            Answer answer = agent.expect(Answer.class);
            Failure.unless(answer.verdict().status() == ScanStatus.CLEAN, "it was " + answer.verdict());
        }
    }

    private static void window(Server server) throws IOException {
        try (Agent agent = server.connect()) {
            Welcome terms = agent.hello();
            byte[] content = server.content(5, terms.fragment() * (terms.window() + 1) + 10);
            agent.order(1, content, 60_000);
            List<Want> wants = agent.wants(terms.window());
            long next = 0;
            for (Want want : wants) {
                Failure.unless(want.offset() == next && want.length() <= terms.fragment(), "after byte " + next + " came " + want);
                next += want.length();
            }
            agent.send(new Ping(1));
            agent.expect(new Pong(1));
            for (Want want : wants) {
                agent.send(Agent.part(want, content));
            }
            Failure.unless(agent.serve(1, content).status() == ScanStatus.CLEAN, "harmless content should be clean");
        }
    }

    private static void reversed(Server server) throws IOException {
        try (Agent agent = server.connect()) {
            Welcome terms = agent.hello();
            byte[] content = server.content(6, terms.fragment() * terms.window() - 7);
            agent.order(1, content, 60_000);
            List<Want> wants = new ArrayList<>(agent.wants(terms.window()));
            Collections.reverse(wants);
            for (Want want : wants) {
                agent.send(Agent.part(want, content));
            }
            Verdict verdict = agent.answer(1);
            Failure.unless(verdict.status() == ScanStatus.CLEAN, "it was " + verdict);
        }
    }

    private static void shrunk(Server server) throws IOException {
        byte[] content = server.content(7, ONE_FRAGMENT);
        try (Agent agent = server.agent()) {
            agent.order(1, content, 60_000);
            Want want = agent.expect(Want.class);
            agent.send(new Fragment(1, want.offset(), ByteBuffer.wrap(content, 0, 100)));
            isMismatch(agent.answer(1));
        }
    }

    private static void liar(Server server) throws IOException {
        try (Agent agent = server.connect()) {
            // Only the last byte of the last fragment is another one: a verdict on less than the whole would not see it.
            byte[] content = server.content(8, agent.hello().fragment() + 9000);
            byte[] other = content.clone();
            other[other.length - 1]++;
            agent.order(1, content, 60_000);
            isMismatch(agent.serve(1, other));
            agent.send(new Lookup(2, List.of(Agent.subject(content))));
            Verdict announced = agent.expect(Known.class).verdicts().get(0);
            Failure.unless(announced.status() == ScanStatus.UNKNOWN, "the content announced is " + announced.status().word() + " now");
        }
    }

    private static void isMismatch(Verdict verdict) throws Failure {
        Failure.unless(verdict.status() == ScanStatus.ERROR && verdict.reason() == Reason.DIGEST_MISMATCH, "it was " + verdict);
    }

    private static void cancelled(Server server) throws IOException {
        byte[] content = server.content(9, ONE_FRAGMENT);
        try (Agent agent = server.agent()) {
            agent.order(1, content, 60_000);
            agent.expect(Want.class);
            agent.send(new Cancel(1));
            agent.isWell(1);
            Failure.unless(agent.scan(2, content).status() == ScanStatus.CLEAN, "the same content cannot be scanned afterwards");
        }
    }

    private static void deadline(Server server) throws IOException {
        try (Agent agent = server.agent()) {
            long begun = System.nanoTime();
            agent.order(1, server.content(10, ONE_FRAGMENT), DEADLINE_MILLIS);
            Verdict verdict = agent.answer(1);
            long millis = (System.nanoTime() - begun) / 1_000_000;
            Failure.unless(verdict.status() == ScanStatus.ERROR && verdict.reason() == Reason.DEADLINE, "it was " + verdict);
            Failure.unless(millis >= DEADLINE_MILLIS - 50 && millis <= DEADLINE_MILLIS + 1000, "a deadline of " + DEADLINE_MILLIS + " ms came after " + millis + " ms");
        }
    }

    private static void late(Server server) throws IOException {
        byte[] content = server.content(11, ONE_FRAGMENT);
        try (Agent agent = server.agent()) {
            agent.order(1, content, 100);
            agent.answer(1);
            agent.send(new Fragment(1, 0, ByteBuffer.wrap(content)));
            agent.send(new Cancel(1));
            agent.send(new Cancel(77));
            agent.isWell(1);
        }
    }

    private static void tooLarge(Server server) throws IOException {
        try (Agent agent = server.connect()) {
            Welcome terms = agent.hello();
            if (terms.objectSize() == Long.MAX_VALUE) {
                return;
            }
            agent.send(new Scan(1, new Subject(Agent.subject(server.content(12, 10)).digest(), terms.objectSize() + 1), 10_000, false));
            Verdict verdict = agent.expect(Answer.class).verdict();
            Failure.unless(verdict.status() == ScanStatus.NOT_FULLY_SCANNED && verdict.reason() == Reason.TOO_LARGE, "it was " + verdict);
        }
    }

    private static void tooMany(Server server) throws IOException {
        try (Agent agent = server.connect()) {
            Welcome terms = agent.hello();
            for (int i = 1; i <= terms.requests() + 1; i++) {
                agent.order(i, server.content(1000 + i, 100), 60_000);
            }
            Message message = agent.receive();
            while (message instanceof Want) {
                message = agent.receive();
            }
            Failure.unless(message instanceof Answer answer && answer.verdict().reason() == Reason.BUSY && answer.verdict().retryAfterMillis() > 0,
                    "a busy with a time to come back should come, but it was " + message);
        }
    }

    private static void singleFlight(Server server) throws IOException {
        byte[] content = server.content(13, ONE_FRAGMENT);
        try (Agent first = server.agent(); Agent second = server.agent()) {
            first.order(1, content, 60_000);
            Want want = first.expect(Want.class);
            second.order(1, content, 60_000);
            second.isWell(1);
            first.send(Agent.part(want, content));
            Failure.unless(first.answer(1).status() == ScanStatus.CLEAN, "harmless content should be clean");
            Verdict shared = second.expect(Answer.class).verdict();
            Failure.unless(shared.status() == ScanStatus.CLEAN && shared.shared(), "the second one got " + shared);
        }
    }

    private static void nextLeads(Server server) throws IOException {
        byte[] content = server.content(14, ONE_FRAGMENT);
        try (Agent second = server.agent()) {
            try (Agent first = server.agent()) {
                first.order(1, content, 60_000);
                first.expect(Want.class);
                second.order(1, content, 60_000);
                second.isWell(1);
            }
            Failure.unless(second.serve(1, content).status() == ScanStatus.CLEAN, "harmless content should be clean");
        }
    }
}
