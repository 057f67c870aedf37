package org.palisade.scanserver.engine.clamd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.EngineUnavailableException;
import org.palisade.scanserver.engine.Scan;

/** One object sent to the daemon. */
final class ClamdScan implements Scan {

    private static final byte[] COMMAND = "zINSTREAM\0".getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNK = 256 * 1024;

    private final ClamdEngine engine;
    private final ClamdLink link;
    private final String signatureSet;
    private boolean answered;
    private boolean cut;
    private volatile boolean closed;

    ClamdScan(ClamdEngine engine, ClamdLink link, String signatureSet) throws EngineUnavailableException {
        this.engine = engine;
        this.link = link;
        this.signatureSet = signatureSet;
        try {
            link.send(ByteBuffer.wrap(COMMAND));
        } catch (IOException e) {
            link.close();
            throw new EngineUnavailableException("clamd did not take the request: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean wanting() {
        return !answered && !cut;
    }

    @Override
    public void feed(ByteBuffer bytes) throws EngineUnavailableException {
        while (bytes.hasRemaining() && wanting()) {
            ByteBuffer chunk = bytes.slice(bytes.position(), Math.min(CHUNK, bytes.remaining()));
            bytes.position(bytes.position() + chunk.remaining());
            send(ByteBuffer.allocate(Integer.BYTES).putInt(0, chunk.remaining()), chunk);
        }
        bytes.position(bytes.limit());
    }

    private void send(ByteBuffer... pieces) throws EngineUnavailableException {
        try {
            answered = !link.send(pieces);
        } catch (java.net.SocketTimeoutException e) {
            throw new EngineUnavailableException("clamd takes no more: " + e.getMessage(), e);
        } catch (IOException e) {
            cut = true;
        }
    }

    @Override
    public Verdict finish(Digest content) throws EngineUnavailableException {
        if (wanting()) {
            send(ByteBuffer.allocate(Integer.BYTES));
        }
        try {
            return ClamdReply.verdict(link.reply(), signatureSet);
        } catch (IOException e) {
            // A daemon whose size limit is exceeded closes at once, and its answer may be lost with the connection. If it is well, that is what it was.
            if (cut && !closed && engine.answers()) {
                return Verdict.notFullyScanned(Reason.ENGINE_LIMIT, ClamdEngine.NAME, signatureSet);
            }
            throw new EngineUnavailableException("clamd gave no answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        link.close();
    }
}
