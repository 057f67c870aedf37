package org.palisade.agent.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.agent.connection.LinkStage.TERMS;
import static org.palisade.agent.connection.LinkStage.content;
import static org.palisade.agent.connection.LinkStage.subject;
import static org.palisade.agent.connection.LinkStage.svm;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.agent.discovery.Svm;
import org.palisade.agent.fake.Eicar;
import org.palisade.agent.fake.FakeSvm;
import org.palisade.agent.fake.TestAuthority;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;

/** Whom the agent speaks to, what it asks and what it is told. */
@Timeout(60)
class SvmLinkTest {

    private final LinkStage stage = new LinkStage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void contentIsScannedInFragmentsAndThenKnownToEverybody() throws Exception {
        stage.connect(stage.first);
        byte[] content = new byte[1_000_000];
        assertEquals(ScanStatus.UNKNOWN, stage.link.lookup(subject(content), false, TERMS).get().status());
        assertEquals(ScanStatus.CLEAN, stage.scan(content).get().status());
        assertEquals(1_000_000, stage.first.bytes());
        Verdict known = stage.link.lookup(subject(content), false, TERMS).get();
        assertTrue(known.shared() && known.complete());
    }

    @Test
    void aThreatIsNamed() throws Exception {
        stage.connect(stage.first);
        assertEquals(Eicar.THREAT, stage.scan(Eicar.bytes()).get().threat());
    }

    @Test
    void manyLookupsTravelTogetherAndEachGetsItsOwnAnswer() throws Exception {
        stage.connect(stage.first);
        stage.scan(content(7)).get();
        List<CompletableFuture<Verdict>> answers = IntStream.range(0, 500).mapToObj(i -> stage.link.lookup(subject(content(i)), false, TERMS)).toList();
        for (int i = 0; i < answers.size(); i++) {
            assertEquals(i == 7 ? ScanStatus.CLEAN : ScanStatus.UNKNOWN, answers.get(i).get().status());
        }
    }

    @Test
    void aServerWithAnotherIdIsNotSpokenTo() {
        stage.svms.add(new Svm(UUID.randomUUID(), "127.0.0.1", stage.first.port(), 0, 0));
        stage.link.start();
        stage.assertNoSvm();
    }

    @Test
    void anAgentPosingAsTheSvmIsNotSpokenTo() {
        try (FakeSvm impostor = new FakeSvm(stage.authority.issue(PeerKind.AGENT, UUID.randomUUID()))) {
            stage.svms.add(svm(impostor));
            stage.link.start();
            stage.assertNoSvm();
        }
    }

    @Test
    void anSvmOfAForeignAuthorityIsNotSpokenTo() {
        try (FakeSvm foreign = new FakeSvm(new TestAuthority())) {
            stage.svms.add(svm(foreign));
            stage.link.start();
            stage.assertNoSvm();
        }
    }

    @Test
    void aNewListIsTriedAtOnce() throws Exception {
        stage.link.start();
        stage.svms.add(svm(stage.first));
        stage.link.listChanged();
        assertEquals("connected " + stage.first.id(), stage.told.take());
    }

    @Test
    void anotherSignatureSetIsTold() throws Exception {
        stage.connect(stage.first);
        stage.link.lookup(subject(content(1)), false, TERMS).get();
        stage.first.load("set-2");
        assertEquals("set set-2", stage.told.take());
    }

    @Test
    void anotherListOfSvmsIsToldAndOtherNoticesHarmNothing() throws Exception {
        stage.connect(stage.first);
        stage.link.lookup(subject(content(1)), false, TERMS).get();
        stage.first.tell(new Message.Notice(Message.NoticeKind.LICENCE, "expired"));
        stage.first.tell(new Message.Notice(Message.NoticeKind.POLICY, ""));
        stage.first.tell(new Message.Notice(Message.NoticeKind.SVM_LIST, ""));
        assertEquals("list", stage.told.take());
    }

    @Test
    void contentThatCannotBeReadIsReportedSo() throws Exception {
        stage.connect(stage.first);
        Verdict verdict = stage.link.scan(subject(content(1)), (offset, into) -> {
            throw new java.io.IOException("bad sector");
        }, false, TERMS).get();
        assertEquals(Reason.UNREADABLE, verdict.reason());
    }

    @Test
    void contentThatShrankIsNoCleanContent() throws Exception {
        stage.connect(stage.first);
        byte[] content = content(1);
        Verdict verdict = stage.link.scan(new Message.Subject(subject(content).digest(), content.length), (offset, into) -> {
            into.put(new byte[into.remaining()]);
            return into.position();
        }, false, TERMS).get();
        assertEquals(Reason.DIGEST_MISMATCH, verdict.reason());
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsGivenUp() throws Exception {
        stage.connect(stage.first);
        stage.first.mute(true);
        Verdict verdict = stage.link.lookup(subject(content(1)), false, new Terms(Duration.ofMillis(1), Duration.ofSeconds(10))).get();
        assertEquals(Reason.DEADLINE, verdict.reason());
    }

    @Test
    void aQuestionTheServerHasNoRoomForExpiresAlsoWhileConnected() throws Exception {
        stage.first.room(1);
        stage.connect(stage.first);
        stage.first.mute(true);
        stage.link.lookup(subject(content(1)), false, TERMS);
        while (stage.first.lookups() == 0) {
            Thread.onSpinWait();
        }
        Verdict verdict = stage.link.lookup(subject(content(2)), false, new Terms(Duration.ofMillis(1), Duration.ofSeconds(20))).get();
        assertEquals(Reason.DEADLINE, verdict.reason());
        assertEquals(1, stage.first.lookups());
    }
}
