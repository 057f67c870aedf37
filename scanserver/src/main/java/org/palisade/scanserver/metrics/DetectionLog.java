package org.palisade.scanserver.metrics;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.palisade.networkagent.Json;
import org.palisade.networkagent.process.LogLines;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.scan.ScanObserver;
import org.palisade.scanserver.scan.ScanOrder;

/**
 * One line of JSON in the log for every infected answer. It names the content by digest and who asked by id; the file's name is the agent's to tell, it never comes here.
 */
public final class DetectionLog implements ScanObserver {

    private static final Logger LOG = System.getLogger(LogLines.JSON);

    private final Clock clock;

    public DetectionLog(Clock clock) {
        this.clock = clock;
    }

    /**
     * The line.
     *
     * @param event        always {@code detection}
     * @param time         when, UTC
     * @param tenant       whose VM asked
     * @param agent        which one; of the clamd door: the peer
     * @param threat       its name
     * @param sha256       of the whole content, 64 hexadecimal digits
     * @param size         of the whole content, bytes
     * @param inside       whether it was found inside a container
     * @param way          {@code scanned}, {@code cached} or {@code joined}
     * @param milliseconds from the request to the answer
     */
    public record Line(String event, String time, String tenant, String agent, String threat, String sha256, long size, boolean inside, String engine,
                       String signatureSet, String way, long milliseconds) {
    }

    @Override
    public void ended(ScanOrder order, Verdict verdict, long nanos, long bytesReceived, Way way) {
        if (verdict.status() == ScanStatus.INFECTED) {
            LOG.log(Level.WARNING, Json.write(new Line("detection", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(), order.tenant().toString(),
                    order.agent().toString(), verdict.threat(), order.subject().digest().toString(), order.subject().size(), !verdict.member().isEmpty(),
                    verdict.engine(), verdict.signatureSet(), way.name().toLowerCase(Locale.ROOT), nanos / 1_000_000)));
        }
    }
}
