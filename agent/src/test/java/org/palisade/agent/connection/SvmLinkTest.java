package org.palisade.agent.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.agent.discovery.Svm;
import org.palisade.agent.fake.Eicar;
import org.palisade.agent.fake.FakeSvm;
import org.palisade.agent.fake.TestAuthority;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;

@Timeout(60)
class SvmLinkTest {

    private static final Terms TERMS = new Terms(Duration.ofSeconds(30), Duration.ofSeconds(20));

    private final TestAuthority authority = new TestAuthority();
    private final FakeSvm first = new FakeSvm(authority);
    private final FakeSvm second = new FakeSvm(authority);
    private final List<Svm> svms = new CopyOnWriteArrayList<>();
    private final AtomicInteger stumbles = new AtomicInteger();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final SvmLink link = new SvmLink(authority.issue(PeerKind.AGENT, UUID.randomUUID()), "test", () -> svms, new Listener(), System::nanoTime);

    @AfterEach
    void close() {
        link.close();
        first.close();
        second.close();
    }

    @Test
    void contentIsScannedInFragmentsAndThenKnownToEverybody() throws Exception {
        connect(first);
        byte[] content = new byte[1_000_000];
        assertEquals(ScanStatus.UNKNOWN, link.lookup(subject(content), false, TERMS).get().status());
        assertEquals(ScanStatus.CLEAN, scan(content).get().status());
        assertEquals(1_000_000, first.bytes());
        Verdict known = link.lookup(subject(content), false, TERMS).get();
        assertTrue(known.shared() && known.complete());
    }

    @Test
    void aThreatIsNamed() throws Exception {
        connect(first);
        assertEquals(Eicar.THREAT, scan(Eicar.bytes()).get().threat());
    }

    @Test
    void manyLookupsTravelTogetherAndEachGetsItsOwnAnswer() throws Exception {
        connect(first);
        scan(content(7)).get();
        List<CompletableFuture<Verdict>> answers = IntStream.range(0, 500).mapToObj(i -> link.lookup(subject(content(i)), false, TERMS)).toList();
        for (int i = 0; i < answers.size(); i++) {
            assertEquals(i == 7 ? ScanStatus.CLEAN : ScanStatus.UNKNOWN, answers.get(i).get().status());
        }
    }

    @Test
    void openRequestsAreRepeatedWhenTheConnectionIsReplaced() throws Exception {
        connect(first);
        first.mute(true);
        CompletableFuture<Verdict> lookup = link.lookup(subject(content(1)), false, TERMS);
        while (first.lookups() == 0) {
            Thread.onSpinWait();
        }
        svms.set(0, svm(second));
        first.close();
        assertEquals("lost", told.take());
        assertEquals("connected " + second.id(), told.take());
        assertEquals(ScanStatus.UNKNOWN, lookup.get().status());
    }

    @Test
    void aLostScanBeginsAgainAndReadsTheWholeContentAgain() throws Exception {
        connect(first);
        svms.add(svm(second));
        AtomicLong read = new AtomicLong();
        byte[] content = new byte[2_000_000];
        AtomicInteger dropped = new AtomicInteger();
        CompletableFuture<Verdict> scan = link.scan(subject(content), (offset, into) -> {
            if (offset > 1_000_000 && dropped.getAndIncrement() == 0) {
                first.close();
            }
            read.addAndGet(into.remaining());
            into.put(content, (int) offset, into.remaining());
            return into.position();
        }, false, TERMS);
        assertEquals(ScanStatus.CLEAN, scan.get().status());
        assertTrue(read.get() > content.length);
        assertEquals(content.length, second.bytes());
    }

    @Test
    void aServerWithAnotherIdIsNotSpokenTo() {
        svms.add(new Svm(UUID.randomUUID(), "127.0.0.1", first.port(), 0, 0));
        link.start();
        assertNoSvm();
    }

    @Test
    void anAgentPosingAsTheSvmIsNotSpokenTo() {
        try (FakeSvm impostor = new FakeSvm(authority.issue(PeerKind.AGENT, UUID.randomUUID()))) {
            svms.add(svm(impostor));
            link.start();
            assertNoSvm();
        }
    }

    @Test
    void anSvmOfAForeignAuthorityIsNotSpokenTo() {
        try (FakeSvm foreign = new FakeSvm(new TestAuthority())) {
            svms.add(svm(foreign));
            link.start();
            assertNoSvm();
        }
    }

    @Test
    void aNewListIsTriedAtOnce() throws Exception {
        link.start();
        svms.add(svm(first));
        link.listChanged();
        assertEquals("connected " + first.id(), told.take());
    }

    @Test
    void anotherSignatureSetIsTold() throws Exception {
        connect(first);
        link.lookup(subject(content(1)), false, TERMS).get();
        first.load("set-2");
        assertEquals("set set-2", told.take());
    }

    @Test
    void anotherListOfSvmsIsToldAndOtherNoticesHarmNothing() throws Exception {
        connect(first);
        link.lookup(subject(content(1)), false, TERMS).get();
        first.tell(new Message.Notice(Message.NoticeKind.LICENCE, "expired"));
        first.tell(new Message.Notice(Message.NoticeKind.POLICY, ""));
        first.tell(new Message.Notice(Message.NoticeKind.SVM_LIST, ""));
        assertEquals("list", told.take());
    }

    @Test
    void aServerThatIsAboutToStopIsLeftForAnother() throws Exception {
        connect(first);
        svms.add(svm(second));
        link.lookup(subject(content(1)), false, TERMS).get();
        first.tell(new Message.Notice(Message.NoticeKind.DRAINING, ""));
        assertEquals("lost", told.take());
        assertEquals("connected " + second.id(), told.take());
    }

    @Test
    void contentThatCannotBeReadIsReportedSo() throws Exception {
        connect(first);
        Verdict verdict = link.scan(subject(content(1)), (offset, into) -> {
            throw new java.io.IOException("bad sector");
        }, false, TERMS).get();
        assertEquals(Reason.UNREADABLE, verdict.reason());
    }

    @Test
    void contentThatShrankIsNoCleanContent() throws Exception {
        connect(first);
        byte[] content = content(1);
        Verdict verdict = link.scan(new Message.Subject(subject(content).digest(), content.length), (offset, into) -> {
            into.put(new byte[into.remaining()]);
            return into.position();
        }, false, TERMS).get();
        assertEquals(Reason.DIGEST_MISMATCH, verdict.reason());
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsGivenUp() throws Exception {
        connect(first);
        first.mute(true);
        Verdict verdict = link.lookup(subject(content(1)), false, new Terms(Duration.ofMillis(1), Duration.ofSeconds(10))).get();
        assertEquals(Reason.DEADLINE, verdict.reason());
    }

    @Test
    void whenTheLinkIsClosedEveryQuestionIsAnswered() throws Exception {
        CompletableFuture<Verdict> waiting = link.lookup(subject(content(1)), false, TERMS);
        link.close();
        assertEquals(Reason.CANCELLED, waiting.get().reason());
        assertEquals(Reason.CANCELLED, link.lookup(subject(content(1)), false, TERMS).get().reason());
    }

    @Test
    void contentThatBreaksTheServerIsGivenUpAfterThreeConnectionsAndNothingElseIs() throws Exception {
        connect(first);
        byte[] fatal = content(99);
        first.breakOn(subject(fatal).digest());
        List<CompletableFuture<Verdict>> innocent = IntStream.range(0, 8).mapToObj(i -> scan(new byte[200_000 + i])).toList();
        CompletableFuture<Verdict> bad = scan(fatal);
        List<CompletableFuture<Verdict>> later = IntStream.range(0, 8).mapToObj(i -> scan(new byte[100_000 + i])).toList();
        assertEquals(Reason.CONNECTION_LOST, bad.get().reason());
        for (int lost = 0; lost < 3;) {
            lost += "lost".equals(told.take()) ? 1 : 0;
        }
        for (CompletableFuture<Verdict> answer : innocent) {
            assertEquals(ScanStatus.CLEAN, answer.get().status());
        }
        for (CompletableFuture<Verdict> answer : later) {
            assertEquals(ScanStatus.CLEAN, answer.get().status());
        }
    }

    @Test
    void aQuestionIsGivenUpAfterTheThirdLoss() throws Exception {
        RequestQueue queue = new RequestQueue();
        Request request = new Request(subject(content(1)), java.util.Optional.empty(), false, TERMS, 0);
        for (int i = 0; i < Request.MOST_LOSSES; i++) {
            assertFalse(request.answer.isDone());
            queue.lost(List.of(request));
            queue.takeLookups(1);
        }
        assertEquals(Reason.CONNECTION_LOST, request.answer.get().reason());
    }

    @Test
    void aQuestionTheServerHasNoRoomForExpiresAlsoWhileConnected() throws Exception {
        first.room(1);
        connect(first);
        first.mute(true);
        link.lookup(subject(content(1)), false, TERMS);
        while (first.lookups() == 0) {
            Thread.onSpinWait();
        }
        Verdict verdict = link.lookup(subject(content(2)), false, new Terms(Duration.ofMillis(1), Duration.ofSeconds(20))).get();
        assertEquals(Reason.DEADLINE, verdict.reason());
        assertEquals(1, first.lookups());
    }

    @Test
    void connectionsThatEndAtOnceDoNotKeepAQuestionWaitingForEver() throws Exception {
        stumbles.set(Integer.MAX_VALUE);
        connect(first);
        // Longer than the longest pause between two attempts: were it counted from the last loss, it would never be over.
        Verdict verdict = link.lookup(subject(content(1)), false, new Terms(Duration.ofSeconds(30), Duration.ofSeconds(6))).orTimeout(20, TimeUnit.SECONDS).join();
        assertEquals(Reason.NO_SVM, verdict.reason());
    }

    @Test
    void aListenerThatStumblesDoesNotEndTheLink() throws Exception {
        stumbles.set(1);
        connect(first);
        assertEquals("lost", told.take());
        assertEquals("connected " + first.id(), told.take());
        assertEquals(ScanStatus.CLEAN, scan(content(1)).get().status());
    }

    private void connect(FakeSvm svm) throws InterruptedException {
        svms.add(svm(svm));
        link.start();
        assertEquals("connected " + svm.id(), told.take());
    }

    private void assertNoSvm() {
        Verdict verdict = link.lookup(subject(content(1)), false, new Terms(Duration.ofSeconds(1), Duration.ofMillis(700))).orTimeout(20, TimeUnit.SECONDS).join();
        assertEquals(Reason.NO_SVM, verdict.reason());
        assertTrue(told.isEmpty());
        assertFalse(link.connected().isPresent());
    }

    private CompletableFuture<Verdict> scan(byte[] content) {
        return link.scan(subject(content), (offset, into) -> {
            int length = (int) Math.min(into.remaining(), content.length - offset);
            into.put(ByteBuffer.wrap(content, (int) offset, length));
            return length;
        }, false, TERMS);
    }

    private static Svm svm(FakeSvm svm) {
        return new Svm(svm.id(), "127.0.0.1", svm.port(), 0, 0);
    }

    private static byte[] content(int number) {
        return ("content " + number).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static Message.Subject subject(byte[] content) {
        return new Message.Subject(Digest.of(Digest.computation().digest(content)), content.length);
    }

    private final class Listener implements LinkListener {
        @Override
        public void connected(Svm svm, String signatureSet) {
            told.add("connected " + svm.id());
            if (stumbles.getAndDecrement() > 0) {
                throw new IllegalStateException("made up by a test");
            }
        }

        @Override
        public void signatureSet(String signatureSet) {
            told.add("set " + signatureSet);
        }

        @Override
        public void svmList() {
            told.add("list");
        }

        @Override
        public void lost(Svm svm) {
            told.add("lost");
        }
    }
}
