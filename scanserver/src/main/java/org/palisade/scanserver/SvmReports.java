package org.palisade.scanserver;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.palisade.networkagent.ServerLink;
import org.palisade.networkagent.ServerRefusedException;
import org.palisade.protocol.http.AgentSessions;
import org.palisade.protocol.http.ReportReply;
import org.palisade.protocol.http.SvmReport;
import org.palisade.protocol.signed.UpdateManifest;
import org.palisade.scanserver.license.Licence;
import org.palisade.scanserver.report.SessionJournal;
import org.palisade.scanserver.update.UpdateStatus;
import org.palisade.scanserver.update.Updates;

/** Sends the report with what the journal has to tell, and takes the answer: what is stored, and the licence. Used by one thread. */
final class SvmReports {

    private static final Logger LOG = System.getLogger(SvmReports.class.getName());
    private static final int INVALID = 400;
    private static final String PATH = "/api/v1/svm/report";

    private final ServerLink link;
    private final SessionJournal journal;
    private final Licence licence;
    private final Updates updates;

    SvmReports(ServerLink link, SessionJournal journal, Licence licence, Updates updates) {
        this.link = link;
        this.journal = journal;
        this.licence = licence;
        this.updates = updates;
    }

    /**
     * Sends.
     *
     * @param plain what is said besides databases, licence and sessions
     * @return whether the journal has more to tell at once
     * @throws IOException if it has to be sent again
     */
    boolean send(Supplier<SvmReport> plain) throws IOException {
        Optional<AgentSessions> sessions = journal.batch();
        ReportReply reply;
        try {
            reply = link.put(PATH, report(plain.get(), sessions), ReportReply.class);
        } catch (ServerRefusedException e) {
            if (e.status() != INVALID || sessions.isEmpty()) {
                throw e;
            }
            // Agents must find this SVM even if its journal cannot be told.
            LOG.log(Level.ERROR, "the Integration Server refuses the sessions: {0}; the report goes without them", e.getMessage());
            reply = link.put(PATH, report(plain.get(), Optional.empty()), ReportReply.class);
        }
        boolean more = reply.journal() != null && journal.acknowledge(reply.journal(), reply.acknowledged());
        if (reply.licence() != null) {
            take(reply.licence());
        }
        return more;
    }

    private void take(String text) {
        try {
            licence.take(text);
        } catch (IOException e) {
            // It counts nevertheless, and the next answer brings it again.
            LOG.log(Level.ERROR, "the licence could not be kept on disk", e);
        }
    }

    private SvmReport report(SvmReport plain, Optional<AgentSessions> sessions) {
        UpdateStatus status = updates.status();
        return new SvmReport(plain.address(), plain.port(), plain.path(), plain.version(), plain.protocol(), plain.signatureSet(), plain.load(), plain.connectedAgents(),
                plain.stopping(), status.current().map(UpdateManifest::version).orElse(null), status.current().map(manifest -> manifest.created().toString()).orElse(null),
                status.state().name().toLowerCase(Locale.ROOT), licence.state().word(), journal.able(), sessions.orElse(null));
    }
}
