package org.palisade.scanserver.scan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Requests for the same content: one leads and is scanned, the others wait for what becomes of it. */
final class Flight {

    private ScanRequest leader;
    private final Deque<ScanRequest> followers = new ArrayDeque<>();

    Flight(ScanRequest leader) {
        this.leader = leader;
    }

    void join(ScanRequest request) {
        followers.addLast(request);
    }

    /** Lets another lead; the leader so far is the first to follow. */
    void lead(ScanRequest request) {
        followers.addFirst(leader);
        leader = request;
    }

    boolean ledBy(ScanRequest request) {
        return leader == request;
    }

    void leave(ScanRequest request) {
        followers.remove(request);
    }

    /** Makes the longest waiting follower the leader; false if there is none. */
    boolean promote() {
        leader = followers.pollFirst();
        return leader != null;
    }

    ScanRequest leader() {
        return leader;
    }

    /** Everyone who waits; they are taken out. */
    List<ScanRequest> disband() {
        List<ScanRequest> all = new ArrayList<>(followers);
        followers.clear();
        return all;
    }
}
