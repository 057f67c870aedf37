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
import org.palisade.agent.discovery.Svm;
import org.palisade.agent.fake.FakeSvm;
import org.palisade.agent.fake.TestAuthority;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;

/** An agent's link and two SVMs it may use; what it tells is noted. */
final class LinkStage implements AutoCloseable {

    static final Terms TERMS = new Terms(Duration.ofSeconds(30), Duration.ofSeconds(20));
    final TestAuthority authority = new TestAuthority();
    final FakeSvm first = new FakeSvm(authority);
    final FakeSvm second = new FakeSvm(authority);
    final List<Svm> svms = new CopyOnWriteArrayList<>();
    final AtomicInteger stumbles = new AtomicInteger();
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    final SvmLink link = new SvmLink(authority.issue(PeerKind.AGENT, UUID.randomUUID()), "test", () -> svms, new Listener(), System::nanoTime);

    @Override
    public void close() {
        link.close();
        first.close();
        second.close();
    }

    void connect(FakeSvm svm) throws InterruptedException {
        svms.add(svm(svm));
        link.start();
        assertEquals("connected " + svm.id(), told.take());
    }

    void assertNoSvm() {
        Verdict verdict = link.lookup(subject(content(1)), false, new Terms(Duration.ofSeconds(1), Duration.ofMillis(700))).orTimeout(20, TimeUnit.SECONDS).join();
        assertEquals(Reason.NO_SVM, verdict.reason());
        assertTrue(told.isEmpty());
        assertFalse(link.connected().isPresent());
    }

    CompletableFuture<Verdict> scan(byte[] content) {
        return link.scan(subject(content), (offset, into) -> {
            int length = (int) Math.min(into.remaining(), content.length - offset);
            into.put(ByteBuffer.wrap(content, (int) offset, length));
            return length;
        }, false, TERMS);
    }

    static Svm svm(FakeSvm svm) {
        return new Svm(svm.id(), "127.0.0.1", svm.port(), 0, 0);
    }

    static byte[] content(int number) {
        return ("content " + number).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    static Message.Subject subject(byte[] content) {
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
