package org.palisade.agent.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.agent.connection.LinkStage.TERMS;
import static org.palisade.agent.connection.LinkStage.content;
import static org.palisade.agent.connection.LinkStage.subject;
import static org.palisade.agent.connection.LinkStage.svm;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;

/** What becomes of questions and scans when connections end, and whom the agent goes to then. */
@Timeout(60)
class LostConnectionTest {

    private final LinkStage stage = new LinkStage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void openRequestsAreRepeatedWhenTheConnectionIsReplaced() throws Exception {
        stage.connect(stage.first);
        stage.first.mute(true);
        CompletableFuture<Verdict> lookup = stage.link.lookup(subject(content(1)), false, TERMS);
        while (stage.first.lookups() == 0) {
            Thread.onSpinWait();
        }
        stage.svms.set(0, svm(stage.second));
        stage.first.close();
        assertEquals("lost", stage.told.take());
        assertEquals("connected " + stage.second.id(), stage.told.take());
        assertEquals(ScanStatus.UNKNOWN, lookup.get().status());
    }

    @Test
    void aLostScanBeginsAgainAndReadsTheWholeContentAgain() throws Exception {
        stage.connect(stage.first);
        stage.svms.add(svm(stage.second));
        AtomicLong read = new AtomicLong();
        byte[] content = new byte[2_000_000];
        AtomicInteger dropped = new AtomicInteger();
        CompletableFuture<Verdict> scan = stage.link.scan(subject(content), (offset, into) -> {
            if (offset > 1_000_000 && dropped.getAndIncrement() == 0) {
                stage.first.close();
            }
            read.addAndGet(into.remaining());
            into.put(content, (int) offset, into.remaining());
            return into.position();
        }, false, TERMS);
        assertEquals(ScanStatus.CLEAN, scan.get().status());
        assertTrue(read.get() > content.length);
        assertEquals(content.length, stage.second.bytes());
    }

    @Test
    void aServerThatIsAboutToStopIsLeftForAnother() throws Exception {
        stage.connect(stage.first);
        stage.svms.add(svm(stage.second));
        stage.link.lookup(subject(content(1)), false, TERMS).get();
        stage.first.tell(new Message.Notice(Message.NoticeKind.DRAINING, ""));
        assertEquals("lost", stage.told.take());
        assertEquals("connected " + stage.second.id(), stage.told.take());
    }

    @Test
    void whenTheLinkIsClosedEveryQuestionIsAnswered() throws Exception {
        CompletableFuture<Verdict> waiting = stage.link.lookup(subject(content(1)), false, TERMS);
        stage.link.close();
        assertEquals(Reason.CANCELLED, waiting.get().reason());
        assertEquals(Reason.CANCELLED, stage.link.lookup(subject(content(1)), false, TERMS).get().reason());
    }

    @Test
    void contentThatBreaksTheServerIsGivenUpAfterThreeConnectionsAndNothingElseIs() throws Exception {
        stage.connect(stage.first);
        byte[] fatal = content(99);
        stage.first.breakOn(subject(fatal).digest());
        List<CompletableFuture<Verdict>> innocent = IntStream.range(0, 8).mapToObj(i -> stage.scan(new byte[200_000 + i])).toList();
        CompletableFuture<Verdict> bad = stage.scan(fatal);
        List<CompletableFuture<Verdict>> later = IntStream.range(0, 8).mapToObj(i -> stage.scan(new byte[100_000 + i])).toList();
        assertEquals(Reason.CONNECTION_LOST, bad.get().reason());
        for (int lost = 0; lost < 3;) {
            lost += "lost".equals(stage.told.take()) ? 1 : 0;
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
    void connectionsThatEndAtOnceDoNotKeepAQuestionWaitingForEver() throws Exception {
        stage.stumbles.set(Integer.MAX_VALUE);
        stage.connect(stage.first);
        // Longer than the longest pause between two attempts: were it counted from the last loss, it would never be over.
        Verdict verdict = stage.link.lookup(subject(content(1)), false, new Terms(Duration.ofSeconds(30), Duration.ofSeconds(6))).orTimeout(20, TimeUnit.SECONDS).join();
        assertEquals(Reason.NO_SVM, verdict.reason());
    }

    @Test
    void aListenerThatStumblesDoesNotEndTheLink() throws Exception {
        stage.stumbles.set(1);
        stage.connect(stage.first);
        assertEquals("lost", stage.told.take());
        assertEquals("connected " + stage.first.id(), stage.told.take());
        assertEquals(ScanStatus.CLEAN, stage.scan(content(1)).get().status());
    }
}
