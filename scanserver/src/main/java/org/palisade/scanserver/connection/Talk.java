package org.palisade.scanserver.connection;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.palisade.protocol.scan.Capability;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Cancel;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Message.Notice;
import org.palisade.protocol.scan.Message.NoticeKind;
import org.palisade.protocol.scan.Message.Ping;
import org.palisade.protocol.scan.Message.Pong;
import org.palisade.protocol.scan.Message.Scan;
import org.palisade.protocol.scan.Message.Unknown;
import org.palisade.protocol.scan.Message.Want;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerName;
import org.palisade.scanserver.scan.Requester;
import org.palisade.scanserver.scan.ScanOrder;
import org.palisade.scanserver.scan.ScanRequest;
import org.palisade.scanserver.scan.Scans;

/** The talk with one welcomed agent: what it asks, and what it is answered. Messages are taken on the connection's event loop. */
final class Talk {

    private static final Logger LOG = System.getLogger(Talk.class.getName());
    private static final int BUSY_RETRY_MILLIS = 1000;

    private final PeerName agent;
    private final List<Capability> capabilities;
    private final ConnectionConfig config;
    private final Scans scans;
    private final Outbox outbox;
    private final Map<Integer, Question> questions = new ConcurrentHashMap<>(4);

    Talk(PeerName agent, List<Capability> capabilities, ConnectionConfig config, Scans scans, Outbox outbox) {
        this.agent = agent;
        this.capabilities = capabilities;
        this.config = config;
        this.scans = scans;
        this.outbox = outbox;
    }

    PeerName agent() {
        return agent;
    }

    /** Takes any message but look-ups and goodbyes. */
    void take(Message message) throws MalformedFrameException {
        if (message instanceof Fragment fragment) {
            Question question = questions.get(fragment.request());
            // One for a request that has ended was under way already; it is not the agent's fault.
            if (question == null || question.request.isEmpty() || !question.request.get().fragment(fragment.offset(), fragment.bytes())) {
                scans.fragmentArrays().give(fragment.bytes());
            }
        } else if (message instanceof Scan scan) {
            scan(scan);
        } else if (message instanceof Cancel cancel) {
            Question question = questions.remove(cancel.request());
            if (question != null) {
                question.giveUp();
            }
        } else if (message instanceof Ping ping) {
            outbox.send(new Pong(ping.token()));
        } else if (!(message instanceof Pong || message instanceof Unknown)) {
            throw new MalformedFrameException("an agent does not send " + message.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        }
    }

    private void scan(Scan scan) throws MalformedFrameException {
        numbered(scan.request());
        if (questions.containsKey(scan.request())) {
            throw new MalformedFrameException("request " + Integer.toUnsignedString(scan.request()) + " is still under way");
        }
        if (questions.size() >= config.requests()) {
            outbox.send(new Answer(scan.request(), Verdict.error(Reason.BUSY, BUSY_RETRY_MILLIS)));
            return;
        }
        ScanOrder order = new ScanOrder(scan.request(), agent.id(), agent.tenant(), scan.subject(), scan.archives(),
                Duration.ofMillis(scan.deadlineMillis()));
        Question question = new Question(scan.request());
        // Before it is asked: it may be answered at once, or meanwhile.
        questions.put(scan.request(), question);
        question.request = scans.submit(order, question);
    }

    /** Refuses number 0. */
    static void numbered(int request) throws MalformedFrameException {
        if (request == 0) {
            throw new MalformedFrameException("request 0 belongs to the connection");
        }
    }

    /** Tells something unasked, if the agent wants to know of it. */
    void tell(Notice notice) {
        boolean always = notice.kind() == NoticeKind.SIGNATURE_SET || notice.kind() == NoticeKind.DRAINING;
        if (always || capabilities.contains(Capability.NOTICES)) {
            outbox.send(notice);
        }
    }

    /** The connection is over: gives up what is under way. */
    void end() {
        questions.values().forEach(Question::giveUp);
        questions.clear();
    }

    /**
     * A scan that was asked for, as long as it has its number. An agent may give the number to something else as soon as it has cancelled, so nothing is said of it
     * from then on, whatever is on its way in other threads.
     */
    private final class Question implements Requester {

        private final int number;
        /** Belongs to the event loop. */
        private Optional<ScanRequest> request = Optional.empty();
        private boolean over;

        private Question(int number) {
            this.number = number;
        }

        @Override
        public synchronized void want(int same, long offset, int length) {
            if (!over) {
                outbox.send(new Want(number, offset, length));
            }
        }

        @Override
        public synchronized void answer(int same, Verdict verdict) {
            if (over) {
                return;
            }
            over = true;
            questions.remove(number);
            try {
                outbox.send(new Answer(number, verdict));
            } catch (IllegalArgumentException e) {
                LOG.log(Level.ERROR, "the verdict on a request cannot be written", e);
                outbox.send(new Answer(number, Verdict.error(Reason.INTERNAL)));
            }
        }

        private void giveUp() {
            synchronized (this) {
                over = true;
            }
            // Under no lock: whoever leads next is asked on this thread.
            request.ifPresent(ScanRequest::cancel);
        }
    }
}
