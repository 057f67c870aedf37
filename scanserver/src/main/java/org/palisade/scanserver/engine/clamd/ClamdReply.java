package org.palisade.scanserver.engine.clamd;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.EngineUnavailableException;

/** What the daemon's answer to a stream means. */
final class ClamdReply {

    private static final int LONGEST_NAME = 200;
    private static final Pattern FOUND = Pattern.compile("stream: (?:(.*) )?FOUND", Pattern.DOTALL);

    private ClamdReply() {
    }

    /** True if the stream was larger than the daemon takes; it has ended the session. */
    static boolean tooLarge(String reply) {
        return reply.startsWith("INSTREAM size limit exceeded");
    }

    static Verdict verdict(String reply, String signatureSet) throws EngineUnavailableException {
        if ("stream: OK".equals(reply)) {
            return Verdict.clean(ClamdEngine.NAME, signatureSet);
        }
        Matcher found = FOUND.matcher(reply);
        if (found.matches()) {
            return found(Objects.requireNonNullElse(found.group(1), "").strip(), signatureSet);
        }
        throw new EngineUnavailableException("clamd answered: " + reply.replaceAll("\\p{Cntrl}", "?"));
    }

    private static Verdict found(String name, String signatureSet) throws EngineUnavailableException {
        if (name.startsWith("Heuristics.Limits.Exceeded")) {
            return Verdict.notFullyScanned(Reason.ENGINE_LIMIT, ClamdEngine.NAME, signatureSet);
        }
        if (name.startsWith("Heuristics.Encrypted")) {
            return Verdict.notFullyScanned(Reason.ENCRYPTED, ClamdEngine.NAME, signatureSet);
        }
        if (name.isEmpty()) {
            throw new EngineUnavailableException("clamd found something without a name");
        }
        return Verdict.infected(name.substring(0, Math.min(name.length(), LONGEST_NAME)), "", ClamdEngine.NAME, signatureSet);
    }
}
