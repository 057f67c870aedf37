package org.palisade.scanserver.engine.signatures;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Scan;
import org.palisade.scanserver.engine.matcher.FileFacts;
import org.palisade.scanserver.engine.matcher.Matching;
import org.palisade.scanserver.engine.signatures.HashSignatures.Algorithm;

/** One object under one signature set. */
final class SignatureScan implements Scan {

    private final SignatureSet set;
    private final long size;
    private final boolean archives;
    private final byte[] head = new byte[Container.HEAD];
    private final Map<Algorithm, MessageDigest> hashes = new EnumMap<>(Algorithm.class);
    private final Matching search;
    private int headLength;

    SignatureScan(SignatureSet set, long size, boolean archives) {
        this.set = set;
        this.size = size;
        this.archives = archives;
        this.search = set.bodies().begin(size, FileFacts.unknown());
        for (Algorithm algorithm : new Algorithm[] {Algorithm.MD5, Algorithm.SHA1}) {
            if (set.hashes().wants(algorithm, size)) {
                hashes.put(algorithm, algorithm.computation());
            }
        }
    }

    @Override
    public boolean wanting() {
        return !search.overwhelmed();
    }

    @Override
    public void feed(ByteBuffer bytes) {
        int count = Math.min(head.length - headLength, bytes.remaining());
        bytes.get(bytes.position(), head, headLength, count);
        headLength += count;
        for (MessageDigest hash : hashes.values()) {
            hash.update(bytes.duplicate());
        }
        byte[] piece = new byte[bytes.remaining()];
        bytes.duplicate().get(piece);
        search.feed(piece, 0, piece.length);
        bytes.position(bytes.limit());
    }

    @Override
    public Verdict finish(Digest content) {
        Optional<String> threat = threat(content);
        if (threat.isPresent()) {
            return Verdict.infected(threat.get(), "", SignatureEngine.NAME, set.label());
        }
        if (search.overwhelmed()) {
            return Verdict.notFullyScanned(Reason.ENGINE_LIMIT, SignatureEngine.NAME, set.label());
        }
        if (archives && Container.is(head, headLength)) {
            return Verdict.notFullyScanned(Reason.ARCHIVE_NOT_OPENED, SignatureEngine.NAME, set.label());
        }
        return Verdict.clean(SignatureEngine.NAME, set.label());
    }

    private Optional<String> threat(Digest content) {
        if (Eicar.is(head, size)) {
            return Optional.of(Eicar.NAME);
        }
        Optional<String> threat = search.finish().stream().findFirst();
        if (threat.isEmpty() && !search.overwhelmed()) {
            threat = set.hashes().find(content.bytes(), size);
        }
        for (MessageDigest hash : hashes.values()) {
            if (threat.isEmpty() && !search.overwhelmed()) {
                threat = set.hashes().find(hash.digest(), size);
            }
        }
        return threat;
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }
}
