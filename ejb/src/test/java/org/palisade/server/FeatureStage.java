package org.palisade.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.function.Executable;
import org.palisade.server.account.boundary.Enrolled;
import org.palisade.server.account.boundary.Enrolment;
import org.palisade.server.event.boundary.NewEvent;
import org.palisade.server.event.boundary.SecurityEvents;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.policy.boundary.Policies;
import org.palisade.server.secret.boundary.Certificates;
import org.palisade.server.secret.control.Authority;
import org.palisade.server.svm.boundary.SvmCondition;
import org.palisade.server.svm.boundary.SvmStatement;
import org.palisade.server.svm.boundary.Svms;
import org.palisade.server.tenant.boundary.Tenants;

/** A server with two tenants, who calls it and what they say. */
final class FeatureStage implements AutoCloseable {

    static final TenantId OTHER = new TenantId(UUID.fromString("22222222-2222-4222-8222-222222222222"));
    static final String ADDRESS = "192.0.2.7";

    final TestServer server;

    FeatureStage(Path folder) throws Exception {
        server = new TestServer(folder);
        server.run(() -> server.bean(Tenants.class).ensure(admin(OTHER), "Planted-Tenant-Name"));
        server.run(() -> server.bean(Policies.class).ensureDefaults(admin(OTHER)));
    }

    Enrolled enrolSvm(String token) {
        return server.in(() -> server.bean(Svms.class).enrol(new Enrolment(token, request(), "svm-1", "1", ADDRESS)));
    }

    long kinds(String kind) {
        return server.bean(SecurityEvents.class).find(auditor(TenantId.DEFAULT), 0, Optional.of(kind), 100).events().size();
    }

    String secret(String file) {
        try {
            return Files.readString(server.home.secrets().resolve(file), StandardCharsets.US_ASCII).strip();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static SvmStatement statement() {
        return new SvmStatement("svm.example", 9877, Optional.of("/centre"), "1", 1, "set-1", 12.5, 3, false,
                new SvmCondition(Optional.of("v7"), Optional.of(Instant.parse("2026-11-23T00:00:00Z")), Optional.of("fresh"), Optional.of("valid"), 2));
    }

    static NewEvent event(UUID id, String kind) {
        return new NewEvent(id.toString(), "2026-11-23T11:59:00Z", "critical", kind, Optional.of("/planted/folder/file.txt"),
                Optional.of("Planted.Threat.Name"), Optional.of("d".repeat(64)), Optional.of("planted-action"));
    }

    static String request() {
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

    static X509Certificate certificate(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    static Caller admin(TenantId tenant) {
        return new Caller("admin", Role.ADMINISTRATOR, tenant, Optional.empty());
    }

    static Caller auditor(TenantId tenant) {
        return new Caller("auditor", Role.AUDITOR, tenant, Optional.empty());
    }

    static Caller agent(TenantId tenant) {
        return new Caller("agent", Role.AGENT, tenant, Optional.of(UUID.fromString("33333333-3333-4333-8333-333333333333")));
    }

    Caller caller(Enrolled enrolled) {
        try {
            return Caller.of(server.bean(Certificates.class).admit(certificate(enrolled.certificate())).orElseThrow());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static ProblemException assertRefused(Problem problem, Executable deed) {
        ProblemException refused = assertThrows(ProblemException.class, deed);
        assertEquals(problem, refused.problem());
        return refused;
    }

    @Override
    public void close() {
        server.close();
    }
}
