package org.palisade.web.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.palisade.protocol.http.AgentSessions;
import org.palisade.protocol.http.ReportReply;
import org.palisade.protocol.http.SvmReport;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.svm.boundary.SessionEntries;
import org.palisade.server.svm.boundary.SvmReply;

/** The piece of an SVM's journal of sessions within its report, and the answer. */
public final class Sessions {

    private final List<String> wrong = new ArrayList<>();

    private Sessions() {
    }

    /**
     * The piece, as the boundary takes it.
     *
     * @throws ProblemException {@link Problem#INVALID} with a pointer to each value that has no form
     */
    public static Optional<SessionEntries> incoming(SvmReport report) {
        AgentSessions piece = report.sessions();
        if (piece == null) {
            return Optional.empty();
        }
        Sessions reading = new Sessions();
        List<SessionEntries.Entry> entries = new ArrayList<>();
        List<AgentSessions.Entry> told = Objects.requireNonNullElse(piece.entries(), List.of());
        for (int i = 0; i < told.size(); i++) {
            reading.entry(told.get(i), "/sessions/entries/" + i).ifPresent(entries::add);
        }
        Optional<UUID> journal = reading.value(piece.journal(), UUID::fromString, "/sessions/journal");
        Optional<Instant> sentAt = reading.value(piece.sentAt(), Instant::parse, "/sessions/sentAt");
        if (!reading.wrong.isEmpty()) {
            throw new ProblemException(Problem.INVALID, "a value of the sessions has no form", reading.wrong);
        }
        return Optional.of(new SessionEntries(journal.orElseThrow(), sentAt.orElseThrow(), entries));
    }

    /** The answer to a report. */
    public static ReportReply outgoing(SvmReply reply) {
        return new ReportReply(reply.stored().map(stored -> stored.journal().toString()).orElse(null), reply.stored().map(SvmReply.Stored::sequence).orElse(0L),
                reply.licence());
    }

    private Optional<SessionEntries.Entry> entry(AgentSessions.Entry entry, String at) {
        if (entry == null) {
            wrong.add(at);
            return Optional.empty();
        }
        int before = wrong.size();
        Optional<UUID> session = value(entry.session(), UUID::fromString, at + "/session");
        Optional<UUID> agent = value(entry.agent(), UUID::fromString, at + "/agent");
        Optional<UUID> tenant = value(entry.tenant(), UUID::fromString, at + "/tenant");
        Optional<SessionEntries.Kind> kind = value(entry.kind(), Sessions::kind, at + "/kind");
        Optional<Instant> time = value(entry.time(), Instant::parse, at + "/time");
        Optional<UUID> run = value(entry.run(), UUID::fromString, at + "/run");
        if (wrong.size() > before) {
            return Optional.empty();
        }
        return Optional.of(new SessionEntries.Entry(entry.sequence(), session.orElseThrow(), agent.orElseThrow(), tenant.orElseThrow(), kind.orElseThrow(),
                time.orElseThrow(), run.orElseThrow(), entry.monotonicMillis()));
    }

    private <T> Optional<T> value(String text, Function<String, T> form, String at) {
        try {
            if (text != null) {
                return Optional.of(form.apply(text));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // Pointed at below, as what is missing.
        }
        wrong.add(at);
        return Optional.empty();
    }

    private static SessionEntries.Kind kind(String word) {
        for (SessionEntries.Kind kind : SessionEntries.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no such kind");
    }
}
