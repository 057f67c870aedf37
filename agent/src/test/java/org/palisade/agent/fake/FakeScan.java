package org.palisade.agent.fake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.TreeMap;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;

/** One scan of the fake server: wants everything in order, hashes it, looks for the test threat in each fragment. */
final class FakeScan {

    private final Message.Scan scan;
    private final int fragment;
    private final String set;
    private final MessageDigest sha = Digest.computation();
    private final TreeMap<Long, byte[]> early = new TreeMap<>();
    private long wanted;
    private long hashed;
    private boolean infected;
    private Message.Want last;

    FakeScan(Message.Scan scan, int fragment, String set) {
        this.scan = scan;
        this.fragment = fragment;
        this.set = set;
    }

    int request() {
        return scan.request();
    }

    Digest digest() {
        return scan.subject().digest();
    }

    Optional<Message.Want> next() {
        if (wanted >= scan.subject().size()) {
            return Optional.empty();
        }
        last = new Message.Want(scan.request(), wanted, (int) Math.min(fragment, scan.subject().size() - wanted));
        wanted += last.length();
        return Optional.of(last);
    }

    Message.Want wanted() {
        return last;
    }

    void take(Message.Fragment fragmentOfFile) {
        byte[] bytes = new byte[fragmentOfFile.bytes().remaining()];
        fragmentOfFile.bytes().duplicate().get(bytes);
        early.put(fragmentOfFile.offset(), bytes);
        while (!early.isEmpty() && early.firstKey() == hashed) {
            byte[] piece = early.pollFirstEntry().getValue();
            sha.update(piece);
            hashed += piece.length;
            String text = new String(piece, StandardCharsets.ISO_8859_1);
            infected |= text.contains(new String(Eicar.bytes(), StandardCharsets.ISO_8859_1));
            if (piece.length == 0) {
                return;
            }
        }
    }

    boolean complete() {
        return hashed == scan.subject().size();
    }

    Verdict verdict() {
        if (!Digest.of(sha.digest()).equals(scan.subject().digest())) {
            return Verdict.error(Reason.DIGEST_MISMATCH);
        }
        return infected ? Verdict.infected(Eicar.THREAT, "", "fake", set) : Verdict.clean("fake", set);
    }
}
