package org.palisade.agent.connection;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;

/** Questions not under way now. Look-ups go before scans: they are cheap and most files need nothing else. */
final class RequestQueue {

    private static final Logger LOG = System.getLogger(RequestQueue.class.getName());
    private static final long GRACE = TimeUnit.SECONDS.toNanos(2);

    private final Deque<Request> lookups = new ArrayDeque<>();
    private final Deque<Request> scans = new ArrayDeque<>();
    private final List<Request> later = new ArrayList<>();

    synchronized void add(Request request) {
        queueOf(request).addLast(request);
        notifyAll();
    }

    /** Puts back what a lost connection did not answer, in the order it was asked; gives up what went down with too many connections. */
    void lost(List<Request> requests) {
        requests.forEach(request -> request.losses++);
        again(requests.stream().filter(request -> request.losses < Request.MOST_LOSSES).toList());
        List<Request> over = requests.stream().filter(request -> request.losses >= Request.MOST_LOSSES).toList();
        if (!over.isEmpty()) {
            LOG.log(Level.WARNING, "{0} questions are given up: {1} connections were lost over each", over.size(), Request.MOST_LOSSES);
            over.forEach(request -> request.answer.complete(Verdict.error(Reason.CONNECTION_LOST)));
        }
    }

    /** Puts back what was not asked after all, in the order it was to be. */
    synchronized void again(List<Request> requests) {
        for (int i = requests.size() - 1; i >= 0; i--) {
            queueOf(requests.get(i)).addFirst(requests.get(i));
        }
        notifyAll();
    }

    /** Keeps a question until it is due. */
    synchronized void postpone(Request request, long due) {
        request.due = due;
        later.add(request);
    }

    /** Wakes whoever waits for something to do. */
    synchronized void wake() {
        notifyAll();
    }

    /** Waits until something changes, at most so long. */
    synchronized void await(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.timedWait(this, nanos);
    }

    synchronized int lookups() {
        return lookups.size();
    }

    /** True if the next question is to be asked alone. */
    synchronized boolean suspect() {
        Request next = lookups.isEmpty() ? scans.peekFirst() : lookups.peekFirst();
        return next != null && next.suspect();
    }

    /** Takes up to {@code most} look-ups that can travel together: with archives or without, suspect or not. */
    synchronized List<Request> takeLookups(int most) {
        List<Request> taken = new ArrayList<>();
        while (taken.size() < most && !lookups.isEmpty() && (taken.isEmpty() || together(lookups.peekFirst(), taken.get(0)))) {
            taken.add(lookups.removeFirst());
        }
        return taken;
    }

    synchronized Optional<Request> takeScan() {
        return Optional.ofNullable(scans.pollFirst());
    }

    synchronized boolean idle() {
        return lookups.isEmpty() && scans.isEmpty();
    }

    /** Brings back postponed questions that are due. */
    synchronized void wakeDue(long now) {
        for (Iterator<Request> i = later.iterator(); i.hasNext();) {
            Request request = i.next();
            if (now - request.due >= 0) {
                i.remove();
                queueOf(request).addLast(request);
                notifyAll();
            }
        }
    }

    /**
     * Gives up questions whose patience is over.
     *
     * @param without since when there is no connection
     */
    void expire(long now, long without) {
        take(List.of(lookups, scans, later), request -> now - later(without, request.asked) >= request.terms.patience().toNanos())
                .forEach(request -> request.answer.complete(Verdict.error(request.everSent ? Reason.CONNECTION_LOST : Reason.NO_SVM)));
    }

    /**
     * Gives up questions that the server had no room for in all the time an object may take. What it asked to postpone is not among them.
     *
     * @param with since when there is a connection
     */
    void expireWaiting(long now, long with) {
        take(List.of(lookups, scans), request -> now - later(with, request.asked) > request.terms.object().toNanos() + GRACE)
                .forEach(request -> request.answer.complete(Verdict.error(Reason.DEADLINE)));
    }

    /** Ends every question; none will be asked any more. */
    void close() {
        List<Request> all = new ArrayList<>();
        synchronized (this) {
            all.addAll(lookups);
            all.addAll(scans);
            all.addAll(later);
            lookups.clear();
            scans.clear();
            later.clear();
        }
        all.forEach(request -> request.answer.complete(Verdict.error(Reason.CANCELLED)));
    }

    private synchronized List<Request> take(List<Collection<Request>> queues, Predicate<Request> over) {
        List<Request> taken = new ArrayList<>();
        queues.forEach(queue -> queue.removeIf(request -> over.test(request) && taken.add(request)));
        return taken;
    }

    private static boolean together(Request one, Request other) {
        return one.archives == other.archives && one.suspect() == other.suspect();
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    private Deque<Request> queueOf(Request request) {
        return request.lookup() ? lookups : scans;
    }
}
