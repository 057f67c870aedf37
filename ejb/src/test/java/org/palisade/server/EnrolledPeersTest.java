package org.palisade.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.server.FeatureStage.ADDRESS;
import static org.palisade.server.FeatureStage.OTHER;
import static org.palisade.server.FeatureStage.admin;
import static org.palisade.server.FeatureStage.agent;
import static org.palisade.server.FeatureStage.assertRefused;
import static org.palisade.server.FeatureStage.auditor;
import static org.palisade.server.FeatureStage.certificate;
import static org.palisade.server.FeatureStage.request;
import static org.palisade.server.FeatureStage.statement;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.server.account.boundary.Enrolled;
import org.palisade.server.account.boundary.Enrolment;
import org.palisade.server.account.boundary.EnrolmentTokens;
import org.palisade.server.agent.boundary.AgentState;
import org.palisade.server.agent.boundary.AgentStatement;
import org.palisade.server.agent.boundary.ProtectedVms;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.boundary.Certificates;
import org.palisade.server.secret.control.Authority;
import org.palisade.server.svm.boundary.SvmCondition;
import org.palisade.server.svm.boundary.SvmState;
import org.palisade.server.svm.boundary.SvmStatement;
import org.palisade.server.svm.boundary.Svms;

/** SVMs and agents from their token to their reports, on the real schema in an encrypted Derby. */
class EnrolledPeersTest {

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
    void anSvmEnrolsReportsAndIsSelectableUntilItFallsSilent() throws Exception {
        Svms svms = server.bean(Svms.class);
        Enrolled svm = stage.enrolSvm(stage.secret("svm.token"));
        assertEquals(SvmState.ENROLLED, svms.list(auditor(TenantId.DEFAULT)).get(0).state());
        assertTrue(svms.selectable(agent(TenantId.DEFAULT)).isEmpty());

        server.run(() -> svms.report(stage.caller(svm), statement(), Optional.empty()));
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
        assertEquals(1, stage.kinds("svm-enrolled"));
    }

    @Test
    void anSvmThatSaysThatItStopsIsNotSelectableUntilItReportsAgain() throws Exception {
        Svms svms = server.bean(Svms.class);
        Enrolled svm = stage.enrolSvm(stage.secret("svm.token"));
        server.run(() -> svms.report(stage.caller(svm), new SvmStatement("svm.example", 9877, Optional.empty(), "1", 1, "set-1", 0, 0, true, SvmCondition.UNKNOWN), Optional.empty()));
        assertEquals(SvmState.STOPPED, svms.list(auditor(TenantId.DEFAULT)).get(0).state());
        assertEquals(0, svms.running(auditor(TenantId.DEFAULT)));
        assertTrue(svms.selectable(agent(TenantId.DEFAULT)).isEmpty());
        server.clock.pass(Duration.ofHours(1));
        assertEquals(SvmState.STOPPED, svms.list(auditor(TenantId.DEFAULT)).get(0).state());

        server.run(() -> svms.report(stage.caller(svm), statement(), Optional.empty()));
        assertEquals(SvmState.RUNNING, svms.list(auditor(TenantId.DEFAULT)).get(0).state());
        assertEquals(1, svms.selectable(agent(TenantId.DEFAULT)).size());
    }

    @Test
    void anAgentEnrolsReportsAndFallsSilentUnlessItSaidThatItStops() throws Exception {
        ProtectedVms vms = server.bean(ProtectedVms.class);
        Enrolled agent = server.in(() -> vms.enrol(new Enrolment(stage.secret("agent.token"), request(), "guest-1", "1", ADDRESS)));
        assertEquals(AgentState.ENROLLED, vms.list(auditor(TenantId.DEFAULT)).get(0).state());
        Optional<String> svm = Optional.of(UUID.randomUUID().toString());
        server.run(() -> vms.report(stage.caller(agent), new AgentStatement("guest-2", "2", "connected", svm, "on-access")));
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
        server.run(() -> vms.report(stage.caller(agent), new AgentStatement("guest-2", "2", "stopped", Optional.empty(), "none")));
        server.clock.pass(Duration.ofMinutes(60));
        assertEquals(AgentState.STOPPED, vms.list(auditor(TenantId.DEFAULT)).get(0).state());
    }

    @Test
    void aReportThatCannotBeSaysWhere() throws Exception {
        Enrolled svm = stage.enrolSvm(stage.secret("svm.token"));
        ProblemException problem = assertRefused(Problem.INVALID, () -> server.run(() -> server.bean(Svms.class)
                .report(stage.caller(svm), new SvmStatement(null, 0, Optional.empty(), "1", 1, "s", Double.NaN, -1, false, SvmCondition.UNKNOWN), Optional.empty())));
        assertEquals(List.of("/address", "/port", "/load", "/connectedAgents"), problem.pointers());
    }

    @Test
    void aTokenIsGoodForItsKindItsUsesAndItsDaysOnly() {
        EnrolmentTokens tokens = server.bean(EnrolmentTokens.class);
        String text = server.in(() -> tokens.order(admin(OTHER), PeerKind.SVM, 1, 1)).text();
        assertRefused(Problem.TOKEN_REFUSED, () -> server.run(() -> server.bean(ProtectedVms.class)
                .enrol(new Enrolment(text, request(), "guest", "1", ADDRESS))));
        assertRefused(Problem.INVALID, () -> server.run(() -> server.bean(Svms.class).enrol(new Enrolment(text, "no request", "svm", "1", ADDRESS))));

        assertEquals(OTHER, stage.enrolSvm(text).tenant());
        assertRefused(Problem.TOKEN_REFUSED, () -> stage.enrolSvm(text));

        String late = server.in(() -> tokens.order(admin(OTHER), PeerKind.SVM, 1, 1)).text();
        server.clock.pass(Duration.ofDays(1));
        assertRefused(Problem.TOKEN_REFUSED, () -> stage.enrolSvm(late));
        assertRefused(Problem.TOKEN_REFUSED, () -> stage.enrolSvm("no token"));
    }

    @Test
    void theTenantOfATokenIsOursToSayNotTheTexts() {
        String text = server.in(() -> server.bean(EnrolmentTokens.class).order(admin(OTHER), PeerKind.SVM, 1, 1)).text();
        assertEquals(OTHER, stage.enrolSvm(text.replace(OTHER.toString(), TenantId.DEFAULT.toString())).tenant());
    }

    @Test
    void onlyACertificateWeIssuedToThatNameIsAdmitted() throws Exception {
        Certificates certificates = server.bean(Certificates.class);
        Enrolled svm = stage.enrolSvm(stage.secret("svm.token"));
        X509Certificate issued = certificate(svm.certificate());
        assertEquals(Optional.of(new PeerName(PeerKind.SVM, TenantId.DEFAULT.value(), svm.id())), certificates.admit(issued));
        assertEquals(Role.AUDITOR, Caller.of(certificates.admit(certificate(stage.secret("console.crt"))).orElseThrow()).role());

        Authority authority = server.bean(Authority.class);
        X509Certificate unknown = authority.issue(new PeerName(PeerKind.SVM, TenantId.DEFAULT.value(), svm.id()),
                Authority.newKeyPair().getPublic(), List.of(), server.clock.instant(), Duration.ofDays(1));
        assertTrue(certificates.admit(unknown).isEmpty());
        server.clock.pass(Duration.ofDays(90));
        assertTrue(certificates.admit(issued).isEmpty());
    }
}
