package org.palisade.agent.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;

/** Questions not under way now. Look-ups go before scans: they are cheap and most files need nothing else. */
final class RequestQueue {

    private final Deque<Request> lookups = new ArrayDeque<>();
    private final Deque<Request> scans = new ArrayDeque<>();
    private final List<Request> later = new ArrayList<>();

    synchronized void add(Request request) {
        queueOf(request).addLast(request);
        notifyAll();
    }

    /** Puts back what a lost connection did not answer, in the order it was asked. */
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

    /** Takes up to {@code most} look-ups that can travel together: with archives or without. */
    synchronized List<Request> takeLookups(int most) {
        List<Request> taken = new ArrayList<>();
        while (taken.size() < most && !lookups.isEmpty() && (taken.isEmpty() || lookups.peekFirst().archives == taken.get(0).archives)) {
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
        List<Request> over = new ArrayList<>();
        synchronized (this) {
            for (Iterable<Request> queue : List.of(lookups, scans, later)) {
                for (Iterator<Request> i = queue.iterator(); i.hasNext();) {
                    Request request = i.next();
                    long since = without - request.asked > 0 ? without : request.asked;
                    if (now - since >= request.terms.patience().toNanos()) {
                        i.remove();
                        over.add(request);
                    }
                }
            }
        }
        over.forEach(request -> request.answer.complete(Verdict.error(request.everSent ? Reason.CONNECTION_LOST : Reason.NO_SVM)));
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

    private Deque<Request> queueOf(Request request) {
        return request.lookup() ? lookups : scans;
    }
}
