package org.palisade.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.server.FeatureStage.ADDRESS;
import static org.palisade.server.FeatureStage.OTHER;
import static org.palisade.server.FeatureStage.admin;
import static org.palisade.server.FeatureStage.agent;
import static org.palisade.server.FeatureStage.assertRefused;
import static org.palisade.server.FeatureStage.auditor;
import static org.palisade.server.FeatureStage.event;
import static org.palisade.server.FeatureStage.request;
import static org.palisade.server.FeatureStage.statement;

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
import org.palisade.protocol.signed.PeerKind;
import org.palisade.server.account.boundary.Accounts;
import org.palisade.server.account.boundary.Enrolled;
import org.palisade.server.account.boundary.Enrolment;
import org.palisade.server.account.boundary.EnrolmentTokens;
import org.palisade.server.agent.boundary.ProtectedVms;
import org.palisade.server.event.boundary.EventEntry;
import org.palisade.server.event.boundary.NewEvent;
import org.palisade.server.event.boundary.SecurityEvents;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.policy.boundary.InfectedAction;
import org.palisade.server.policy.boundary.Policies;
import org.palisade.server.setup.TestSetup;
import org.palisade.server.svm.boundary.SvmCondition;
import org.palisade.server.svm.boundary.SvmStatement;
import org.palisade.server.svm.boundary.Svms;
import org.palisade.server.tenant.boundary.Tenants;

/** The features together, on the real schema in an encrypted Derby. */
class FeaturesTest {

    @TempDir
    private Path folder;
    private FeatureStage stage;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        stage = new FeatureStage(folder);
        server = stage.server;
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void anEventIsStoredOnceAndGivenOutInOrder() throws Exception {
        SecurityEvents events = server.bean(SecurityEvents.class);
        Caller agent = agent(OTHER);
        NewEvent first = event(UUID.randomUUID(), "malware-detected");
        NewEvent second = event(UUID.randomUUID(), "svm-lost");
        assertEquals(1, server.in(() -> events.accept(agent, List.of(first))));
        assertEquals(1, server.in(() -> events.accept(agent, List.of(first, second, second))));

        List<EventEntry> all = events.find(auditor(OTHER), 0, Optional.empty(), 10).events();
        assertEquals(List.of(first.id(), second.id()), all.stream().map(event -> event.id().toString()).toList());
        assertEquals(List.of(second.id()), events.find(auditor(OTHER), all.get(0).sequence(), Optional.empty(), 10).events().stream()
                .map(event -> event.id().toString()).toList());
        assertEquals(1, events.find(auditor(OTHER), 0, Optional.of("svm-lost"), 10).events().size());
        assertEquals(1, events.find(auditor(OTHER), 0, Optional.empty(), 1).events().size());
        assertEquals(all.get(0).sequence(), events.newestDetection(auditor(OTHER)));
        assertEquals(0, events.newestDetection(auditor(TenantId.DEFAULT)));
        assertEquals(first.path(), events.latestDetections(auditor(OTHER), 10).get(0).path());
        assertEquals(1, events.detectionsSince(auditor(OTHER), Instant.parse(first.time())));
        assertEquals(0, events.detectionsSince(auditor(OTHER), Instant.parse(first.time()).plusMillis(1)));
        assertEquals(0, events.detectionsSince(auditor(TenantId.DEFAULT), Instant.EPOCH));
        assertEquals(0, events.find(auditor(TenantId.DEFAULT), 0, Optional.of("malware-detected"), 10).events().size());
    }

    @Test
    void whatAFeatureTellsStandsAndFallsWithItsDeed() {
        EnrolmentTokens tokens = server.bean(EnrolmentTokens.class);
        assertThrows(IllegalStateException.class, () -> server.run(() -> {
            tokens.order(admin(TenantId.DEFAULT), PeerKind.SVM, 1, 1);
            throw new IllegalStateException("the deed fails after it told");
        }));
        assertEquals(0, stage.kinds("token-ordered"));
        server.run(() -> {
            tokens.order(admin(TenantId.DEFAULT), PeerKind.SVM, 1, 1);
            tokens.order(admin(TenantId.DEFAULT), PeerKind.AGENT, 1, 1);
        });
        assertEquals(2, stage.kinds("token-ordered"));
    }

    @Test
    void theSameEventIdOfTwoSendersIsTwoEvents() {
        SecurityEvents events = server.bean(SecurityEvents.class);
        NewEvent event = event(UUID.randomUUID(), "malware-detected");
        assertEquals(1, server.in(() -> events.accept(agent(OTHER), List.of(event))));
        Caller other = new Caller("agent", Role.AGENT, OTHER, Optional.of(UUID.randomUUID()));
        assertEquals(1, server.in(() -> events.accept(other, List.of(event))));
    }

    @Test
    void aTenantBeginsWithAPolicyForItsAgents() {
        assertEquals(InfectedAction.QUARANTINE, server.bean(Policies.class).effective(agent(OTHER)).action());
    }

    @Test
    void nobodyGetsWhatIsNotForThem() {
        assertRefused(Problem.FORBIDDEN, () -> server.bean(Svms.class).list(agent(OTHER)));
        assertRefused(Problem.FORBIDDEN, () -> server.bean(Svms.class).selectable(auditor(OTHER)));
        assertRefused(Problem.FORBIDDEN, () -> server.bean(Svms.class).report(agent(OTHER), statement(), Optional.empty()));
        assertRefused(Problem.FORBIDDEN, () -> server.bean(SecurityEvents.class).accept(auditor(OTHER), List.of()));
        assertRefused(Problem.FORBIDDEN, () -> server.bean(SecurityEvents.class).find(agent(OTHER), 0, Optional.empty(), 1));
        assertRefused(Problem.FORBIDDEN, () -> server.bean(EnrolmentTokens.class).order(auditor(OTHER), PeerKind.SVM, 1, 1));
    }

    @Test
    void theFirstStartMayBeRepeated() throws Exception {
        TestSetup.firstStart(server);
        assertEquals("admin", server.bean(Accounts.class).signIn("admin", stage.secret("admin-password").toCharArray(), ADDRESS).name());
        assertEquals("Default tenant", server.bean(Tenants.class).name(auditor(TenantId.DEFAULT)));
    }

    @Test
    void aDumpOfTheWholeDatabaseShowsNothingThatWasPlanted() throws Exception {
        List<String> planted = new ArrayList<>(List.of("planted-svm-host", "planted-address.example", "/Planted/Centre/Path", "planted-signatures", "planted-databases",
                "planted-version-1", "planted-guest-host", "/planted/folder/file.txt", "Planted.Threat.Name", "d".repeat(64), "planted-action",
                "Planted-Tenant-Name", "Default tenant", "Default policy", stage.secret("admin-password"), stage.secret("svm.token").substring(60),
                stage.secret("agent.token").substring(60), stage.secret("master.key")));
        Enrolled svm = server.in(() -> server.bean(Svms.class).enrol(new Enrolment(stage.secret("svm.token"), request(), "planted-svm-host", "planted-version-1", ADDRESS)));
        server.run(() -> server.bean(Svms.class).report(stage.caller(svm), new SvmStatement("planted-address.example", 9877,
                Optional.of("/Planted/Centre/Path"), "planted-version-1", 1, "planted-signatures", 1, 1, false,
                new SvmCondition(Optional.of("planted-databases"), Optional.empty(), Optional.empty(), Optional.empty(), 0)), Optional.empty()));
        server.in(() -> server.bean(ProtectedVms.class).enrol(new Enrolment(stage.secret("agent.token"), request(), "planted-guest-host", "planted-version-1", ADDRESS)));
        server.in(() -> server.bean(SecurityEvents.class).accept(agent(OTHER), List.of(event(UUID.randomUUID(), "malware-detected"))));

        String dump = dump();

        assertTrue(dump.contains(svm.id().toString()), "the dump shows what is not encrypted");
        for (String value : planted) {
            assertFalse(dump.contains(value), () -> "found in the dump: " + value.substring(0, 7));
        }
        assertFalse(dump.matches("(?s).*\\badmin\\b.*"), "the account's name is in the dump");
    }

    private String dump() throws Exception {
        StringBuilder dump = new StringBuilder();
        try (Connection connection = server.connection(); Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = connection.getMetaData().getTables(null, connection.getSchema(), "%", new String[] {"TABLE"})) {
                while (found.next()) {
                    tables.add(found.getString("TABLE_NAME"));
                }
            }
            assertTrue(tables.size() >= 11, () -> "tables: " + tables);
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM \"" + table + '"')) {
                    while (rows.next()) {
                        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                            dump.append(rows.getString(column)).append('\n');
                        }
                    }
                }
            }
        }
        return dump.toString();
    }
}
