package org.palisade.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.signed.LicenceStatement;
import org.palisade.protocol.signed.TrustedKeys;
import org.palisade.server.account.boundary.Enrolled;
import org.palisade.server.account.boundary.Enrolment;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.control.Authority;
import org.palisade.server.svm.boundary.SessionEntries;
import org.palisade.server.svm.boundary.SessionEntries.Kind;
import org.palisade.server.svm.boundary.SvmCondition;
import org.palisade.server.svm.boundary.SvmReply;
import org.palisade.server.svm.boundary.SvmStatement;
import org.palisade.server.svm.boundary.Svms;

/** Sessions of agents come in with the report and are stored once, however often they are told; the answer carries the licence. */
class SessionIntakeTest {

    private static final UUID JOURNAL = new UUID(1, 1);
    private static final UUID RUN = new UUID(2, 2);
    private static final UUID AGENT = new UUID(3, 3);
    private static final Instant TIME = Instant.parse("2026-11-23T11:00:00Z");

    @TempDir
    private Path folder;
    private TestServer server;
    private UUID svm;
    private TenantId tenant;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder);
        Enrolled enrolled = enrol();
        svm = enrolled.id();
        tenant = enrolled.tenant();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Enrolled enrol() throws Exception {
        String token = Files.readString(server.home.secrets().resolve("svm.token"), StandardCharsets.US_ASCII).strip();
        return server.in(() -> server.bean(Svms.class).enrol(new Enrolment(token, FeatureStage.request(), "svm-1", "1", "192.0.2.1")));
    }

    private Caller caller() {
        return new Caller("svm:" + svm, Role.SVM, tenant, Optional.of(svm));
    }

    private SvmReply report(Caller caller, SessionEntries sessions) {
        return server.bean(Svms.class).report(caller, new SvmStatement("svm.example", 9877, Optional.empty(), "1", 1, "set-1", 0, 0, false, SvmCondition.UNKNOWN),
                Optional.of(sessions));
    }

    private SvmReply report(SessionEntries sessions) {
        return server.in(() -> report(caller(), sessions));
    }

    private SessionEntries.Entry entry(long sequence, UUID session, Kind kind) {
        return new SessionEntries.Entry(sequence, session, AGENT, tenant.value(), kind, TIME.plusSeconds(sequence), RUN, 1000 * sequence);
    }

    private static SessionEntries piece(SessionEntries.Entry... entries) {
        return new SessionEntries(JOURNAL, TIME.plusSeconds(100), List.of(entries));
    }

    private List<String> rows() throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = server.connection(); Statement statement = connection.createStatement(); ResultSet found = statement.executeQuery(
                "SELECT id, tenant, agent, connected_at, able_at, lost_at, lost_tick, clock_offset FROM agent_session ORDER BY id")) {
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= 8; i++) {
                    row.add(String.valueOf(found.getString(i)));
                }
                rows.add(String.join(" ", row));
            }
        }
        return rows;
    }

    private String row(UUID session, String connected, String able, String lost, String tick, long offset) {
        return svm + "/" + session + " " + tenant + " " + AGENT + " " + connected + " " + able + " " + lost + " " + tick + " " + offset;
    }

    private static String at(long seconds) {
        return Long.toString(TIME.plusSeconds(seconds).toEpochMilli());
    }

    @Test
    void aSessionToldInPiecesIsOneRowWithTheClockOffset() throws Exception {
        UUID session = new UUID(9, 1);
        long offset = server.clock.millis() - TIME.plusSeconds(100).toEpochMilli();
        assertEquals(Optional.of(new SvmReply.Stored(JOURNAL, 2)), report(piece(entry(1, session, Kind.CONNECTED), entry(2, session, Kind.ABLE))).stored());
        assertEquals(List.of(row(session, at(1), at(2), "null", "null", offset)), rows());
        assertEquals(Optional.of(new SvmReply.Stored(JOURNAL, 3)), report(piece(entry(3, session, Kind.LOST))).stored());
        assertEquals(List.of(row(session, at(1), at(2), at(3), "3000", offset)), rows());
    }

    @Test
    void whatIsToldAgainIsStoredOnceAndAcknowledgedAgain() throws Exception {
        UUID session = new UUID(9, 1);
        report(piece(entry(1, session, Kind.CONNECTED), entry(2, session, Kind.LOST)));
        List<String> before = rows();
        // The same numbers with another content would be a lie, or a machine set back: what is stored stays.
        assertEquals(2, report(piece(entry(1, new UUID(9, 2), Kind.CONNECTED))).stored().orElseThrow().sequence());
        assertEquals(3, report(piece(entry(2, session, Kind.LOST), entry(3, new UUID(9, 3), Kind.CONNECTED))).stored().orElseThrow().sequence());
        assertEquals(before.get(0), rows().get(0));
        assertEquals(2, rows().size());
    }

    @Test
    void whatWasNotCommittedIsNotAcknowledgedAndComesAgain() throws Exception {
        UUID session = new UUID(9, 1);
        assertThrows(IllegalStateException.class, () -> server.run(() -> {
            report(caller(), piece(entry(1, session, Kind.CONNECTED)));
            throw new IllegalStateException("the server dies before the commit");
        }));
        assertEquals(List.of(), rows());
        assertEquals(1, report(piece(entry(1, session, Kind.CONNECTED))).stored().orElseThrow().sequence());
        assertEquals(1, rows().size());
    }

    @Test
    void aGapAndANewJournalAreTaken() throws Exception {
        report(piece(entry(5, new UUID(9, 1), Kind.LOST)));
        SessionEntries other = new SessionEntries(new UUID(7, 7), TIME, List.of(entry(1, new UUID(9, 2), Kind.CONNECTED)));
        assertEquals(Optional.of(new SvmReply.Stored(new UUID(7, 7), 1)), report(other).stored());
        assertEquals(2, rows().size());
    }

    @Test
    void anotherTenantsAgentsAndAnotherTenantsSvmsAreLeftAlone() throws Exception {
        SessionEntries.Entry foreign = new SessionEntries.Entry(1, new UUID(9, 1), AGENT, new UUID(66, 66), Kind.CONNECTED, TIME, RUN, 1);
        assertEquals(2, report(piece(foreign, entry(2, new UUID(9, 2), Kind.CONNECTED))).stored().orElseThrow().sequence());
        assertEquals(1, rows().size());
        Caller stranger = new Caller("svm:" + svm, Role.SVM, new TenantId(new UUID(66, 66)), Optional.of(svm));
        ProblemException refused = assertThrows(ProblemException.class, () -> server.run(() -> report(stranger, piece(entry(3, new UUID(9, 3), Kind.CONNECTED)))));
        assertEquals(Problem.NOT_FOUND, refused.problem());
        assertEquals(1, rows().size());
    }

    @Test
    void twoSvmsCannotTouchEachOthersSessions() throws Exception {
        UUID session = new UUID(9, 1);
        report(piece(entry(1, session, Kind.CONNECTED)));
        svm = enrol().id();
        report(piece(entry(1, session, Kind.LOST)));
        assertEquals(2, rows().size());
    }

    @Test
    void whatCannotBeIsPointedAt() {
        SessionEntries wrong = new SessionEntries(JOURNAL, Instant.MAX, List.of(entry(2, new UUID(9, 1), Kind.LOST), entry(2, new UUID(9, 1), Kind.LOST)));
        ProblemException refused = assertThrows(ProblemException.class, () -> report(wrong));
        assertEquals(List.of("/sessions/sentAt", "/sessions/entries/1/sequence"), refused.pointers());
        assertThrows(ProblemException.class, () -> report(new SessionEntries(JOURNAL, TIME, List.of())));
    }

    @Test
    void theAnswerCarriesALicenceTheAuthoritySigned() throws Exception {
        String text = report(piece(entry(1, new UUID(9, 1), Kind.CONNECTED))).licence();
        TrustedKeys keys = TrustedKeys.of(List.of(server.bean(Authority.class).certificate().getPublicKey()));
        LicenceStatement licence = LicenceStatement.parse(text.getBytes(StandardCharsets.US_ASCII), keys);
        assertEquals(tenant.value(), licence.tenant());
        assertEquals(LicenceStatement.Type.UNLIMITED, licence.type());
        assertEquals(LicenceStatement.State.ACTIVE, licence.state());
        assertTrue(licence.to().isEmpty());
    }
}
