package org.palisade.scanserver.door;

import java.util.HashMap;
import java.util.Map;

/** Who is connected, and how often. Thread-safe. */
final class Peers {

    private int most;
    private int mostPerPeer;
    private final Map<Peer, Integer> connected = new HashMap<>();
    private int all;

    Peers(int most, int mostPerPeer) {
        this.most = most;
        this.mostPerPeer = mostPerPeer;
    }

    /** Other limits; nobody who is in has to leave. */
    synchronized void use(int connections, int perPeer) {
        most = connections;
        mostPerPeer = perPeer;
    }

    /** Counts one more connection; false if that would be one too many. */
    synchronized boolean enter(Peer peer) {
        int count = connected.getOrDefault(peer, 0);
        if (all >= most || count >= mostPerPeer) {
            return false;
        }
        connected.put(peer, count + 1);
        all++;
        return true;
    }

    synchronized void leave(Peer peer) {
        all--;
        connected.computeIfPresent(peer, (same, count) -> count == 1 ? null : count - 1);
    }

    synchronized int connections() {
        return all;
    }
}
