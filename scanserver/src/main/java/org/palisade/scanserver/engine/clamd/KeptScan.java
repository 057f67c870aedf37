package org.palisade.scanserver.engine.clamd;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.EngineUnavailableException;
import org.palisade.scanserver.engine.Scan;

/**
 * A small object, kept until it is whole and sent at once. If its daemon is lost before it answers, another one is asked, once: an object that fells daemons must not
 * fell them all.
 */
final class KeptScan implements Scan {

    /** Largest object kept, bytes. */
    static final int MOST = 256 * 1024;

    private final ClamdEngine engine;
    private final Checkpoint checkpoint;
    private final ByteBuffer content;
    private volatile ClamdScan asking;
    private volatile boolean closed;

    KeptScan(ClamdEngine engine, int size, Checkpoint checkpoint) {
        this.engine = engine;
        this.checkpoint = checkpoint;
        this.content = ByteBuffer.allocate(size);
    }

    @Override
    public boolean wanting() {
        return true;
    }

    @Override
    public void feed(ByteBuffer bytes) {
        content.put(bytes);
    }

    @Override
    public Verdict finish(Digest digest) throws EngineUnavailableException {
        content.flip();
        Optional<ClamdMember> failed = Optional.empty();
        while (true) {
            ClamdScan scan = new ClamdScan(engine, checkpoint);
            asking = scan;
            if (closed) {
                scan.close();
            }
            try {
                scan.begin(failed);
                scan.feed(content.duplicate());
                return scan.verdict();
            } catch (EngineUnavailableException e) {
                throw e;
            } catch (IOException e) {
                if (closed || failed.isPresent() || scan.member().isEmpty() || e instanceof SocketTimeoutException) {
                    throw new EngineUnavailableException("clamd gave no answer: " + e.getMessage(), e);
                }
                failed = scan.member();
                engine.failedOver();
            } finally {
                scan.close();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        ClamdScan scan = asking;
        if (scan != null) {
            scan.close();
        }
    }
}
