package org.palisade.scanserver.engine.clamd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.engine.EngineUnavailableException;
import org.palisade.scanserver.engine.Scan;

/**
 * Asks a ClamAV daemon. Its {@code VERSION} names the signature set; a daemon with nothing but text databases tells no difference when they change.
 */
public final class ClamdEngine implements Engine {

    static final String NAME = "clamd";
    private static final int LONGEST_LABEL = 64;

    private final ClamdConfig config;
    private volatile String signatureSet = "clamd-unknown";

    /** An engine whose daemon need not be there yet. */
    public ClamdEngine(ClamdConfig config) {
        this.config = config;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String signatureSet() {
        return signatureSet;
    }

    /** {@code ClamAV 1.4.6/27500/Mon Jan 5 …} becomes {@code clamav-1.4.6-27500}. */
    @Override
    public void refresh() throws EngineUnavailableException {
        String[] version = ask("VERSION").split("/");
        String label = (version.length > 1 ? version[0] + '-' + version[1] : version[0]).toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9.]+", "-");
        if (!label.startsWith("clamav-")) {
            throw new EngineUnavailableException("what answers there is not clamd");
        }
        signatureSet = label.substring(0, Math.min(label.length(), LONGEST_LABEL));
    }

    @Override
    public Scan open(long size, boolean archives, Checkpoint checkpoint) throws EngineUnavailableException {
        if (size > config.objectSize()) {
            return new TooLarge(signatureSet);
        }
        try {
            return new ClamdScan(this, new ClamdLink(config), signatureSet);
        } catch (IOException e) {
            throw new EngineUnavailableException("clamd cannot be reached: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        // Every scan has its own connection.
    }

    boolean answers() {
        try {
            return "PONG".equals(ask("PING"));
        } catch (EngineUnavailableException e) {
            return false;
        }
    }

    private String ask(String command) throws EngineUnavailableException {
        try (ClamdLink link = new ClamdLink(config)) {
            link.send(ByteBuffer.wrap(('z' + command + '\0').getBytes(StandardCharsets.US_ASCII)));
            return link.reply();
        } catch (IOException e) {
            throw new EngineUnavailableException("clamd cannot be reached: " + e.getMessage(), e);
        }
    }

    /** An object the daemon would only pretend to scan whole. */
    private record TooLarge(String signatureSet) implements Scan {

        @Override
        public boolean wanting() {
            return false;
        }

        @Override
        public void feed(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public Verdict finish(Digest content) {
            return Verdict.notFullyScanned(Reason.ENGINE_LIMIT, NAME, signatureSet);
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
