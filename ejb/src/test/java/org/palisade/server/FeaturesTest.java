package org.palisade.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.server.account.boundary.Accounts;
import org.palisade.server.account.boundary.Enrolled;
import org.palisade.server.account.boundary.Enrolment;
import org.palisade.server.account.boundary.EnrolmentTokens;
import org.palisade.server.agent.boundary.AgentState;
import org.palisade.server.agent.boundary.AgentStatement;
import org.palisade.server.agent.boundary.ProtectedVms;
import org.palisade.server.event.boundary.EventEntry;
import org.palisade.server.event.boundary.NewEvent;
import org.palisade.server.event.boundary.SecurityEvents;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.policy.boundary.InfectedAction;
import org.palisade.server.policy.boundary.Policies;
import org.palisade.server.secret.boundary.Certificates;
import org.palisade.server.secret.control.Authority;
import org.palisade.server.setup.TestSetup;
import org.palisade.server.svm.boundary.SvmCondition;
import org.palisade.server.svm.boundary.SvmState;
import org.palisade.server.svm.boundary.SvmStatement;
import org.palisade.server.svm.boundary.Svms;
import org.palisade.server.tenant.boundary.Tenants;

/** The features together, on the real schema in an encrypted Derby. */
class FeaturesTest {

    private static final TenantId OTHER = new TenantId(UUID.fromString("22222222-2222-4222-8222-222222222222"));
    private static final String ADDRESS = "192.0.2.7";

    @TempDir
    Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder);
        server.run(() -> server.bean(Tenants.class).ensure(admin(OTHER), "Planted-Tenant-Name"));
        server.run(() -> server.bean(Policies.class).ensureDefaults(admin(OTHER)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theFirstPasswordSignsInUntilItIsChangedAndItsFileIsGone() throws Exception {
        Accounts accounts = server.bean(Accounts.class);
        char[] first = secret("admin-password").toCharArray();
        char[] second = "another-long-password".toCharArray();
        Caller admin = accounts.signIn("admin", first, ADDRESS);
        assertEquals(Role.ADMINISTRATOR, admin.role());

        server.run(() -> accounts.changePassword(admin, first, second));

        assertFalse(Files.exists(server.home.adminPassword()));
        assertRefused(Problem.CREDENTIALS_REFUSED, () -> accounts.signIn("admin", first, ADDRESS));
        assertEquals(admin, accounts.signIn("admin", second, ADDRESS));
        assertEquals(1, kinds("password-changed"));
    }

    @Test
    void aSignInCountsUntilThePasswordChanges() throws Exception {
        Accounts accounts = server.bean(Accounts.class);
        Caller admin = admin(TenantId.DEFAULT);
        Instant signedIn = server.clock.instant();
        assertTrue(accounts.counts(admin, signedIn));
        server.clock.pass(Duration.ofSeconds(1));
        server.run(() -> accounts.changePassword(admin, secret("admin-password").toCharArray(), "another-long-password".toCharArray()));
        assertFalse(accounts.counts(admin, signedIn));
        assertTrue(accounts.counts(admin, server.clock.instant()));
        assertFalse(accounts.counts(new Caller("gone", Role.AUDITOR, TenantId.DEFAULT, Optional.empty()), server.clock.instant()));
    }

    @Test
    void aShortPasswordAndAWrongPresentOneAreRefused() throws Exception {
        Accounts accounts = server.bean(Accounts.class);
        char[] first = secret("admin-password").toCharArray();
        Caller admin = accounts.signIn("admin", first, ADDRESS);
        assertRefused(Problem.INVALID, () -> server.run(() -> accounts.changePassword(admin, first, "short".toCharArray())));
        assertRefused(Problem.CREDENTIALS_REFUSED,
                () -> server.run(() -> accounts.changePassword(admin, "wrong".toCharArray(), "another-long-password".toCharArray())));
        assertTrue(Files.exists(server.home.adminPassword()));
    }

    @Test
    void whoGuessesIsMadeToWaitBeforeAnythingIsHashed() throws Exception {
        Accounts accounts = server.bean(Accounts.class);
        for (int i = 0; i < 5; i++) {
            assertRefused(Problem.CREDENTIALS_REFUSED, () -> accounts.signIn("admin", new char[0], ADDRESS));
        }
        char[] right = secret("admin-password").toCharArray();
        assertRefused(Problem.TOO_MANY_ATTEMPTS, () -> accounts.signIn("admin", right, ADDRESS));
        assertEquals("admin", accounts.signIn("admin", right, "192.0.2.8").name());
        server.clock.pass(Duration.ofSeconds(1));
        assertEquals("admin", accounts.signIn("admin", right, ADDRESS).name());
    }

    @Test
    void whoIsKnownStaysKnownWhileOthersGuessAtTheSameAddress() throws Exception {
        Accounts accounts = server.bean(Accounts.class);
        char[] right = secret("admin-password").toCharArray();
        accounts.signIn("admin", right, ADDRESS);
        for (int i = 0; i < 5; i++) {
            assertRefused(Problem.CREDENTIALS_REFUSED, () -> accounts.signIn("admin", new char[0], ADDRESS));
        }
        assertEquals("admin", accounts.signIn("admin", right, ADDRESS).name());
        assertRefused(Problem.CREDENTIALS_REFUSED, () -> accounts.signIn("nobody", new char[0], ADDRESS));
    }

    @Test
    void anUnknownNameIsRefusedLikeAWrongPassword() {
        assertRefused(Problem.CREDENTIALS_REFUSED, () -> server.bean(Accounts.class).signIn("nobody", "x".repeat(200).toCharArray(), ADDRESS));
    }

    @Test
    void anSvmEnrolsReportsAndIsSelectableUntilItFallsSilent() throws Exception {
        Svms svms = server.bean(Svms.class);
        Enrolled svm = enrolSvm(secret("svm.token"));
        assertEquals(SvmState.ENROLLED, svms.list(auditor(TenantId.DEFAULT)).get(0).state());
        assertTrue(svms.selectable(agent(TenantId.DEFAULT)).isEmpty());

        server.run(() -> svms.report(caller(svm), statement(), Optional.empty()));
        assertEquals(1, svms.running(auditor(TenantId.DEFAULT)));
        assertEquals(0, svms.running(auditor(OTHER)));
        assertEquals(svm.id(), svms.selectable(agent(TenantId.DEFAULT)).get(0).id());
        assertEquals(statement(), svms.selectable(agent(TenantId.DEFAULT)).get(0).last().orElseThrow());
        assertTrue(svms.selectable(agent(OTHER)).isEmpty());
        assertTrue(svms.list(auditor(OTHER)).isEmpty());

        server.clock.pass(Duration.ofMinutes(6));
        assertTrue(svms.selectable(agent(TenantId.DEFAULT)).isEmpty());
        assertEquals(SvmState.SILENT, svms.list(auditor(TenantId.DEFAULT)).get(0).state());
        assertEquals(0, svms.running(auditor(TenantId.DEFAULT)));
        assertEquals(1, svms.count(auditor(TenantId.DEFAULT)));
        assertEquals(0, svms.count(auditor(OTHER)));
        assertEquals(1, kinds("svm-enrolled"));
    }

    @Test
    void anSvmThatSaysThatItStopsIsNotSelectableUntilItReportsAgain() throws Exception {
        Svms svms = server.bean(Svms.class);
        Enrolled svm = enrolSvm(secret("svm.token"));
        server.run(() -> svms.report(caller(svm), new SvmStatement("svm.example", 9877, Optional.empty(), "1", 1, "set-1", 0, 0, true, SvmCondition.UNKNOWN), Optional.empty()));
        assertEquals(SvmState.STOPPED, svms.list(auditor(TenantId.DEFAULT)).get(0).state());
        assertEquals(0, svms.running(auditor(TenantId.DEFAULT)));
        assertTrue(svms.selectable(agent(TenantId.DEFAULT)).isEmpty());
        server.clock.pass(Duration.ofHours(1));
        assertEquals(SvmState.STOPPED, svms.list(auditor(TenantId.DEFAULT)).get(0).state());

        server.run(() -> svms.report(caller(svm), statement(), Optional.empty()));
        assertEquals(SvmState.RUNNING, svms.list(auditor(TenantId.DEFAULT)).get(0).state());
        assertEquals(1, svms.selectable(agent(TenantId.DEFAULT)).size());
    }

    @Test
    void anAgentEnrolsReportsAndFallsSilentUnlessItSaidThatItStops() throws Exception {
        ProtectedVms vms = server.bean(ProtectedVms.class);
        Enrolled agent = server.in(() -> vms.enrol(new Enrolment(secret("agent.token"), request(), "guest-1", "1", ADDRESS)));
        assertEquals(AgentState.ENROLLED, vms.list(auditor(TenantId.DEFAULT)).get(0).state());
        Optional<String> svm = Optional.of(UUID.randomUUID().toString());
        server.run(() -> vms.report(caller(agent), new AgentStatement("guest-2", "2", "connected", svm, "on-access")));
        assertEquals(AgentState.CONNECTED, vms.list(auditor(TenantId.DEFAULT)).get(0).state());
        assertEquals(1, vms.connected(auditor(TenantId.DEFAULT)));
        assertEquals(0, vms.connected(auditor(OTHER)));
        assertEquals("guest-2", vms.list(auditor(TenantId.DEFAULT)).get(0).host());
        assertTrue(vms.list(auditor(OTHER)).isEmpty());

        server.clock.pass(Duration.ofMinutes(6));
        assertEquals(AgentState.SILENT, vms.list(auditor(TenantId.DEFAULT)).get(0).state());
        assertEquals(0, vms.connected(auditor(TenantId.DEFAULT)));
        assertEquals(1, vms.count(auditor(TenantId.DEFAULT)));
        assertEquals(0, vms.count(auditor(OTHER)));
        server.run(() -> vms.report(caller(agent), new AgentStatement("guest-2", "2", "stopped", Optional.empty(), "none")));
        server.clock.pass(Duration.ofMinutes(60));
        assertEquals(AgentState.STOPPED, vms.list(auditor(TenantId.DEFAULT)).get(0).state());
    }

    @Test
    void aReportThatCannotBeSaysWhere() throws Exception {
        Enrolled svm = enrolSvm(secret("svm.token"));
        ProblemException problem = assertRefused(Problem.INVALID, () -> server.run(() -> server.bean(Svms.class)
                .report(caller(svm), new SvmStatement(null, 0, Optional.empty(), "1", 1, "s", Double.NaN, -1, false, SvmCondition.UNKNOWN), Optional.empty())));
        assertEquals(List.of("/address", "/port", "/load", "/connectedAgents"), problem.pointers());
    }

    @Test
    void aTokenIsGoodForItsKindItsUsesAndItsDaysOnly() {
        EnrolmentTokens tokens = server.bean(EnrolmentTokens.class);
        String text = server.in(() -> tokens.order(admin(OTHER), PeerKind.SVM, 1, 1)).text();
        assertRefused(Problem.TOKEN_REFUSED, () -> server.run(() -> server.bean(ProtectedVms.class)
                .enrol(new Enrolment(text, request(), "guest", "1", ADDRESS))));
        assertRefused(Problem.INVALID, () -> server.run(() -> server.bean(Svms.class).enrol(new Enrolment(text, "no request", "svm", "1", ADDRESS))));

        assertEquals(OTHER, enrolSvm(text).tenant());
        assertRefused(Problem.TOKEN_REFUSED, () -> enrolSvm(text));

        String late = server.in(() -> tokens.order(admin(OTHER), PeerKind.SVM, 1, 1)).text();
        server.clock.pass(Duration.ofDays(1));
        assertRefused(Problem.TOKEN_REFUSED, () -> enrolSvm(late));
        assertRefused(Problem.TOKEN_REFUSED, () -> enrolSvm("no token"));
    }

    @Test
    void theTenantOfATokenIsOursToSayNotTheTexts() {
        String text = server.in(() -> server.bean(EnrolmentTokens.class).order(admin(OTHER), PeerKind.SVM, 1, 1)).text();
        assertEquals(OTHER, enrolSvm(text.replace(OTHER.toString(), TenantId.DEFAULT.toString())).tenant());
    }

    @Test
    void onlyACertificateWeIssuedToThatNameIsAdmitted() throws Exception {
        Certificates certificates = server.bean(Certificates.class);
        Enrolled svm = enrolSvm(secret("svm.token"));
        X509Certificate issued = certificate(svm.certificate());
        assertEquals(Optional.of(new PeerName(PeerKind.SVM, TenantId.DEFAULT.value(), svm.id())), certificates.admit(issued));
        assertEquals(Role.AUDITOR, Caller.of(certificates.admit(certificate(secret("console.crt"))).orElseThrow()).role());

        Authority authority = server.bean(Authority.class);
        X509Certificate unknown = authority.issue(new PeerName(PeerKind.SVM, TenantId.DEFAULT.value(), svm.id()),
                Authority.newKeyPair().getPublic(), List.of(), server.clock.instant(), Duration.ofDays(1));
        assertTrue(certificates.admit(unknown).isEmpty());
        server.clock.pass(Duration.ofDays(90));
        assertTrue(certificates.admit(issued).isEmpty());
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
        assertEquals(0, kinds("token-ordered"));
        server.run(() -> {
            tokens.order(admin(TenantId.DEFAULT), PeerKind.SVM, 1, 1);
            tokens.order(admin(TenantId.DEFAULT), PeerKind.AGENT, 1, 1);
        });
        assertEquals(2, kinds("token-ordered"));
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
        assertEquals("admin", server.bean(Accounts.class).signIn("admin", secret("admin-password").toCharArray(), ADDRESS).name());
        assertEquals("Default tenant", server.bean(Tenants.class).name(auditor(TenantId.DEFAULT)));
    }

    @Test
    void aDumpOfTheWholeDatabaseShowsNothingThatWasPlanted() throws Exception {
        List<String> planted = new ArrayList<>(List.of("planted-svm-host", "planted-address.example", "/Planted/Centre/Path", "planted-signatures", "planted-databases",
                "planted-version-1", "planted-guest-host", "/planted/folder/file.txt", "Planted.Threat.Name", "d".repeat(64), "planted-action",
                "Planted-Tenant-Name", "Default tenant", "Default policy", secret("admin-password"), secret("svm.token").substring(60),
                secret("agent.token").substring(60), secret("master.key")));
        Enrolled svm = server.in(() -> server.bean(Svms.class).enrol(new Enrolment(secret("svm.token"), request(), "planted-svm-host", "planted-version-1", ADDRESS)));
        server.run(() -> server.bean(Svms.class).report(caller(svm), new SvmStatement("planted-address.example", 9877,
                Optional.of("/Planted/Centre/Path"), "planted-version-1", 1, "planted-signatures", 1, 1, false,
                new SvmCondition(Optional.of("planted-databases"), Optional.empty(), Optional.empty(), Optional.empty(), 0)), Optional.empty()));
        server.in(() -> server.bean(ProtectedVms.class).enrol(new Enrolment(secret("agent.token"), request(), "planted-guest-host", "planted-version-1", ADDRESS)));
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

    private Enrolled enrolSvm(String token) {
        return server.in(() -> server.bean(Svms.class).enrol(new Enrolment(token, request(), "svm-1", "1", ADDRESS)));
    }

    private long kinds(String kind) {
        return server.bean(SecurityEvents.class).find(auditor(TenantId.DEFAULT), 0, Optional.of(kind), 100).events().size();
    }

    private String secret(String file) {
        try {
            return Files.readString(server.home.secrets().resolve(file), StandardCharsets.US_ASCII).strip();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SvmStatement statement() {
        return new SvmStatement("svm.example", 9877, Optional.of("/centre"), "1", 1, "set-1", 12.5, 3, false,
                new SvmCondition(Optional.of("v7"), Optional.of(Instant.parse("2026-11-23T00:00:00Z")), Optional.of("fresh"), Optional.of("valid"), 2));
    }

    private static NewEvent event(UUID id, String kind) {
        return new NewEvent(id.toString(), "2026-11-23T11:59:00Z", "critical", kind, Optional.of("/planted/folder/file.txt"),
                Optional.of("Planted.Threat.Name"), Optional.of("d".repeat(64)), Optional.of("planted-action"));
    }

    private static String request() {
        try {
            KeyPair pair = Authority.newKeyPair();
            byte[] der = new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=x"), pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())).getEncoded();
            return "-----BEGIN CERTIFICATE REQUEST-----\n" + java.util.Base64.getMimeEncoder().encodeToString(der)
                    + "\n-----END CERTIFICATE REQUEST-----\n";
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certificate(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static Caller admin(TenantId tenant) {
        return new Caller("admin", Role.ADMINISTRATOR, tenant, Optional.empty());
    }

    private static Caller auditor(TenantId tenant) {
        return new Caller("auditor", Role.AUDITOR, tenant, Optional.empty());
    }

    private static Caller agent(TenantId tenant) {
        return new Caller("agent", Role.AGENT, tenant, Optional.of(UUID.fromString("33333333-3333-4333-8333-333333333333")));
    }

    private Caller caller(Enrolled enrolled) {
        try {
            return Caller.of(server.bean(Certificates.class).admit(certificate(enrolled.certificate())).orElseThrow());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static ProblemException assertRefused(Problem problem, Executable deed) {
        ProblemException refused = assertThrows(ProblemException.class, deed);
        assertEquals(problem, refused.problem());
        return refused;
    }
}
