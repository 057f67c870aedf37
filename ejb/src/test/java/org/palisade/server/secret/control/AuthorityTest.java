package org.palisade.server.secret.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;

class AuthorityTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    @TempDir
    Path folder;

    private KeyRing ring;
    private Authority authority;

    @BeforeEach
    void make() throws Exception {
        ring = KeyRing.create(folder.resolve("key-ring"), MasterKey.create(folder.resolve("master.key")));
        authority = Authority.create(folder, ring, NOW);
    }

    @ParameterizedTest
    @EnumSource(PeerKind.class)
    void aCertificateNamesItsPeerAndChainsToTheAuthority(PeerKind kind) throws Exception {
        PeerName name = new PeerName(kind, UUID.randomUUID(), UUID.randomUUID());
        X509Certificate certificate = authority.issue(name, Authority.newKeyPair().getPublic(), List.of(), NOW, Duration.ofDays(90));

        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW.plus(Duration.ofDays(89))));
        CertPathValidator.getInstance("PKIX").validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);

        assertEquals(Optional.of(name), PeerName.in(certificate));
        assertEquals("CN=" + name.id(), certificate.getSubjectX500Principal().getName());
        assertEquals(-1, certificate.getBasicConstraints());
        assertEquals(NOW.plus(Duration.ofDays(90)), certificate.getNotAfter().toInstant());
        Set<String> uses = switch (kind) {
            case SERVER -> Set.of(SERVER_AUTH);
            case SVM -> Set.of(SERVER_AUTH, CLIENT_AUTH);
            case AGENT, CONSOLE -> Set.of(CLIENT_AUTH);
        };
        assertEquals(uses, Set.copyOf(certificate.getExtendedKeyUsage()));
    }

    @Test
    void aServersCertificateNamesItsHostsAndAddresses() throws Exception {
        X509Certificate certificate = authority.issue(new PeerName(PeerKind.SERVER, UUID.randomUUID(), UUID.randomUUID()),
                Authority.newKeyPair().getPublic(), List.of("palisade.example", "127.0.0.1", "::1"), NOW, Duration.ofDays(1));
        assertTrue(certificate.getSubjectAlternativeNames().contains(List.of(2, "palisade.example")));
        assertTrue(certificate.getSubjectAlternativeNames().contains(List.of(7, "127.0.0.1")));
        assertTrue(certificate.getSubjectAlternativeNames().contains(List.of(7, "0:0:0:0:0:0:0:1")));
    }

    @Test
    void itIsTheSameAuthorityAfterARestart() throws Exception {
        Authority again = Authority.read(folder, ring);
        assertEquals(authority.fingerprint(), again.fingerprint());
        assertEquals(43, again.fingerprint().length());
        again.issue(new PeerName(PeerKind.SVM, UUID.randomUUID(), UUID.randomUUID()), Authority.newKeyPair().getPublic(), List.of(), NOW,
                Duration.ofDays(1)).verify(authority.certificate().getPublicKey());
    }

    @Test
    void noCertificateOutlivesTheAuthority() throws Exception {
        X509Certificate certificate = authority.issue(new PeerName(PeerKind.SVM, UUID.randomUUID(), UUID.randomUUID()),
                Authority.newKeyPair().getPublic(), List.of(), NOW, Authority.LIFE.plusDays(1));
        assertEquals(authority.certificate().getNotAfter(), certificate.getNotAfter());
    }

    @Test
    void aRequestGivesItsKeyWhenItProvesPossession() throws Exception {
        KeyPair pair = Authority.newKeyPair();
        assertEquals(pair.getPublic(), Authority.requestedKey(request(pair, pair)));
    }

    @Test
    void aRequestSignedByAnotherKeyIsRefused() throws Exception {
        String stolen = request(Authority.newKeyPair(), Authority.newKeyPair());
        assertThrows(IllegalArgumentException.class, () -> Authority.requestedKey(stolen));
    }

    @Test
    void aKeyOfAnotherSortIsRefused() throws Exception {
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        String request = pem(new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=x"), rsa.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(rsa.getPrivate())).getEncoded());
        assertThrows(IllegalArgumentException.class, () -> Authority.requestedKey(request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
        "-----BEGIN CERTIFICATE REQUEST-----\n!!!!\n-----END CERTIFICATE REQUEST-----\n", "-----BEGIN CERTIFICATE REQUEST-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nMAMCAQE=\n-----END EC PRIVATE KEY-----\n"})
    void whatIsNoRequestIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Authority.requestedKey(text));
    }

    private static String request(KeyPair named, KeyPair signing) throws Exception {
        return pem(new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=x"), named.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signing.getPrivate())).getEncoded());
    }

    private static String pem(byte[] der) {
        return "-----BEGIN CERTIFICATE REQUEST-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END CERTIFICATE REQUEST-----\n";
    }
}
