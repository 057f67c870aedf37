package org.palisade.web.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palisade.protocol.http.AgentReport;
import org.palisade.protocol.http.ConsoleRecords;
import org.palisade.protocol.http.EnrolmentRequest;
import org.palisade.protocol.http.EventBatch;
import org.palisade.protocol.http.SvmReport;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.server.account.boundary.Enrolment;
import org.palisade.server.agent.boundary.AgentStatement;
import org.palisade.server.event.boundary.NewEvent;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.svm.boundary.SvmCondition;
import org.palisade.server.svm.boundary.SvmStatement;

/**
 * What came over the wire, as the boundaries take it. Values are checked there; here only what would have no form at all is refused.
 */
public final class Incoming {

    private Incoming() {
    }

    /**
     * A wish for an identity.
     *
     * @param address where it comes from
     */
    public static Enrolment enrolment(EnrolmentRequest request, String address) {
        return new Enrolment(request.token(), request.certificateRequest(), request.host(), request.version(), address);
    }

    /**
     * What an SVM says of itself.
     *
     * @throws ProblemException {@link Problem#INVALID} if the age of its databases has no form
     */
    public static SvmStatement statement(SvmReport report) {
        Optional<Instant> created;
        try {
            created = Optional.ofNullable(report.databasesCreated()).map(Instant::parse);
        } catch (DateTimeException e) {
            throw new ProblemException(Problem.INVALID, "databasesCreated is an instant", List.of("/databasesCreated"));
        }
        return new SvmStatement(report.address(), report.port(), Optional.ofNullable(report.path()), report.version(), report.protocol(),
                report.signatureSet(), report.load(), report.connectedAgents(), report.stopping(), new SvmCondition(Optional.ofNullable(report.databasesVersion()),
                created, Optional.ofNullable(report.updates()), Optional.ofNullable(report.licence()), report.ableAgents()));
    }

    /** What an agent says of itself. */
    public static AgentStatement statement(AgentReport report) {
        return new AgentStatement(report.host(), report.version(), report.state(), Optional.ofNullable(report.svm()), report.protection());
    }

    /**
     * Events of an SVM or agent.
     *
     * @throws ProblemException {@link Problem#INVALID} if the list or one of its entries is missing
     */
    public static List<NewEvent> events(EventBatch batch) {
        if (batch.events() == null) {
            throw new ProblemException(Problem.INVALID, "a batch has events", List.of("/events"));
        }
        List<NewEvent> events = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (EventBatch.Event event : batch.events()) {
            if (event == null) {
                missing.add("/events/" + (events.size() + missing.size()));
            } else {
                events.add(new NewEvent(event.id(), event.time(), event.severity(), event.kind(), Optional.ofNullable(event.path()),
                        Optional.ofNullable(event.threat()), Optional.ofNullable(event.digest()), Optional.ofNullable(event.action())));
            }
        }
        if (!missing.isEmpty()) {
            throw new ProblemException(Problem.INVALID, "an event is missing", missing);
        }
        return events;
    }

    /**
     * The kind of peer a token is ordered for.
     *
     * @throws ProblemException {@link Problem#INVALID} if it is neither SVM nor agent
     */
    public static PeerKind kind(ConsoleRecords.TokenOrder order) {
        for (PeerKind kind : List.of(PeerKind.SVM, PeerKind.AGENT)) {
            if (kind.word().equals(order.kind())) {
                return kind;
            }
        }
        throw new ProblemException(Problem.INVALID, "kind is svm or agent", List.of("/kind"));
    }

    /**
     * A password from a body.
     *
     * @param pointer where it stands
     * @throws ProblemException {@link Problem#INVALID} if it is missing
     */
    public static char[] password(String text, String pointer) {
        if (text == null) {
            throw new ProblemException(Problem.INVALID, "a password is missing", List.of(pointer));
        }
        return text.toCharArray();
    }

    /**
     * A whole number from the query.
     *
     * @param text    as it came; null if absent
     * @param absent  what it is if absent
     * @param pointer what to call it
     * @throws ProblemException {@link Problem#INVALID} if it is none
     */
    public static long number(String text, long absent, String pointer) {
        try {
            return text == null ? absent : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ProblemException(Problem.INVALID, pointer.substring(1) + " is a whole number", List.of(pointer));
        }
    }
}
