package org.palisade.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.server.account.boundary.Enrolled;
import org.palisade.server.account.boundary.Enrolment;
import org.palisade.server.account.boundary.EnrolmentTokens;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.boundary.Certificates;
import org.palisade.server.svm.boundary.SvmEntry;
import org.palisade.server.svm.boundary.SvmCondition;
import org.palisade.server.svm.boundary.SvmStatement;
import org.palisade.server.svm.boundary.Svms;
import org.palisade.server.tenant.boundary.Tenants;

/** The boundaries inside a real container: transactions, injection, the encrypted Derby, two tenants. */
@ExtendWith({ContainerHome.class, ArquillianExtension.class})
class ContainerIT {

    private static final TenantId NEIGHBOUR = new TenantId(UUID.fromString("00000000-0000-4000-8000-00000000000b"));

    @Inject
    EnrolmentTokens tokens;
    @Inject
    Svms svms;
    @Inject
    Certificates certificates;
    @Inject
    Tenants tenants;
    @Resource
    UserTransaction transaction;

    @Deployment
    static WebArchive application() {
        WebArchive application = ShrinkWrap.create(WebArchive.class, "palisade.war")
                .addClasses(ContainerIT.class, ContainerHome.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
        for (File library : Optional.ofNullable(new File("micro/target/runtime/setup").listFiles()).orElse(new File[0])) { // its libraries: ContainerHome
            application.addAsLibrary(library);
        }
        return application;
    }

    @Test
    void anSvmEnrolsReportsAndCanBeChosenByItsOwnTenantOnly() throws Exception {
        Caller ours = enrol(TenantId.DEFAULT, "svm-ours");
        Caller theirs = enrol(NEIGHBOUR, "svm-theirs");
        assertEquals(List.of(), selectable(TenantId.DEFAULT), "nothing can be chosen before the first report");

        svms.report(ours, statement("192.0.2.1"), Optional.empty());
        svms.report(theirs, statement("192.0.2.2"), Optional.empty());

        assertEquals(List.of(ours.peer().orElseThrow()), selectable(TenantId.DEFAULT));
        assertEquals(List.of(theirs.peer().orElseThrow()), selectable(NEIGHBOUR));
        assertThrows(ProblemException.class, () -> svms.report(agentOf(TenantId.DEFAULT), statement("192.0.2.3"), Optional.empty()));
    }

    @Test
    void aRefusedEnrolmentLeavesTheTokenAsItWas() throws Exception {
        String token = tokens.order(administratorOf(TenantId.DEFAULT), PeerKind.SVM, 1, 1).text();
        assertThrows(Exception.class, () -> svms.enrol(new Enrolment(token, "no request", "svm-broken", "0.1.0", "192.0.2.7")));
        Enrolled enrolled = svms.enrol(new Enrolment(token, request(), "svm-repaired", "0.1.0", "192.0.2.7"));
        assertEquals(TenantId.DEFAULT, enrolled.tenant());
        assertThrows(Exception.class, () -> svms.enrol(new Enrolment(token, request(), "svm-late", "0.1.0", "192.0.2.7")));
    }

    @Test
    void whatIsRolledBackWasNeverThere() throws Exception {
        transaction.begin();
        String token = tokens.order(administratorOf(TenantId.DEFAULT), PeerKind.SVM, 1, 1).text();
        transaction.rollback();
        assertThrows(Exception.class, () -> svms.enrol(new Enrolment(token, request(), "svm-of-nothing", "0.1.0", "192.0.2.7")));
    }

    @Test
    void theDatabaseIsEncrypted() throws IOException {
        Path properties = ServerHome.ofThisProcess().database().resolve("service.properties");
        assertTrue(Files.readString(properties).contains("dataEncryption=true"));
    }

    private Caller enrol(TenantId tenant, String host) throws Exception {
        tenants.ensure(administratorOf(tenant), "tenant of " + host);
        String token = tokens.order(administratorOf(tenant), PeerKind.SVM, 1, 1).text();
        Enrolled enrolled = svms.enrol(new Enrolment(token, request(), host, "0.1.0", "192.0.2.7"));
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(enrolled.certificate().getBytes(StandardCharsets.US_ASCII)));
        Caller caller = Caller.of(certificates.admit(certificate).orElseThrow());
        assertEquals(tenant, caller.tenant());
        return caller;
    }

    private List<UUID> selectable(TenantId tenant) {
        return svms.selectable(agentOf(tenant)).stream().map(SvmEntry::id).toList();
    }

    private static Caller administratorOf(TenantId tenant) {
        return new Caller("administrator", Role.ADMINISTRATOR, tenant, Optional.empty());
    }

    private static Caller agentOf(TenantId tenant) {
        return new Caller("agent", Role.AGENT, tenant, Optional.of(UUID.randomUUID()));
    }

    private static SvmStatement statement(String address) {
        return new SvmStatement(address, 9877, Optional.empty(), "0.1.0", 1, "built-in", 0, 0, false, SvmCondition.UNKNOWN);
    }

    private static String request() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=svm"), pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        }
        return text.toString();
    }
}
