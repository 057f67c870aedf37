package org.palisade.agent.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.palisade.protocol.scan.MalformedFrameException;

/** What is under way on one connection, by number: a scan, or a batch of look-ups. */
final class OpenRequests {

    private static final long GRACE = TimeUnit.SECONDS.toNanos(2);

    private static final class Open {
        private final List<Request> requests;
        private int wanted;

        Open(List<Request> requests) {
            this.requests = requests;
        }
    }

    private final Map<Integer, Open> open = new HashMap<>();
    private final int most;
    private int number;
    private boolean abandoned;

    OpenRequests(int most) {
        this.most = Math.max(1, most);
    }

    /** Notes requests as under way; empty if the connection is over. */
    synchronized Optional<Integer> open(List<Request> requests, long now) {
        if (abandoned) {
            return Optional.empty();
        }
        number = number == Integer.MAX_VALUE ? 1 : number + 1;
        requests.forEach(request -> {
            request.sent = now;
            request.everSent = true;
        });
        open.put(number, new Open(requests));
        return Optional.of(number);
    }

    /** Takes requests out; empty if there are none of that number, because they were given up. */
    synchronized List<Request> close(int request) {
        Open gone = open.remove(request);
        return gone == null ? List.of() : gone.requests;
    }

    /**
     * The server wants a fragment of a scan.
     *
     * @param window most it may want at once
     * @return the scan; empty if it was given up
     */
    synchronized Optional<Request> wanted(int request, int window) throws MalformedFrameException {
        Open asked = open.get(request);
        if (asked == null) {
            return Optional.empty();
        }
        if (asked.requests.get(0).lookup() || ++asked.wanted > window) {
            throw new MalformedFrameException("the server wants more at once than it said");
        }
        return Optional.of(asked.requests.get(0));
    }

    /** A wanted fragment is about to be sent. */
    synchronized void served(int request) {
        Open asked = open.get(request);
        if (asked != null) {
            asked.wanted--;
        }
    }

    /** True if nothing more may be asked now: there is no room, or what is under way is to be alone. */
    synchronized boolean full() {
        return open.size() >= most || open.values().stream().anyMatch(asked -> asked.requests.get(0).suspect());
    }

    synchronized boolean idle() {
        return open.isEmpty();
    }

    /** Takes out what is past its time. */
    synchronized Map<Integer, List<Request>> late(long now) {
        Map<Integer, List<Request>> late = new HashMap<>();
        open.forEach((id, asked) -> {
            Request first = asked.requests.get(0);
            if (now - first.sent > first.terms.object().toNanos() + GRACE) {
                late.put(id, asked.requests);
            }
        });
        open.keySet().removeAll(late.keySet());
        return late;
    }

    /** Takes out everything, in the order it was asked; nothing can be noted any more. */
    synchronized List<Request> abandon() {
        abandoned = true;
        List<Request> left = new ArrayList<>();
        open.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> left.addAll(entry.getValue().requests));
        open.clear();
        return left;
    }
}
