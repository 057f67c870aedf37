package org.palisade.scanserver.connection;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.protocol.signed.SignedText;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;

/** A certificate authority for tests, shaped like the Integration Server's. */
public final class TestAuthority {

    private final KeyPair keys = keyPair();
    private final X509Certificate certificate = sign(keys, "CN=Test authority", keys, null);
    private long serial = 1;

    /** An identity of that kind. */
    public Identity identity(PeerKind kind, UUID tenant) {
        PeerName name = new PeerName(kind, tenant, UUID.randomUUID());
        KeyPair pair = keyPair();
        return new Identity(name, pair.getPrivate(), sign(pair, "CN=" + kind.word(), keys, name), certificate);
    }

    /** A TLS context of an agent that trusts {@code trusted} and shows what this authority signed. */
    public SSLContext foreign(TestAuthority trusted, UUID tenant) {
        Identity own = identity(PeerKind.AGENT, tenant);
        try {
            return MutualTls.context(own.key(), own.certificate(), trusted.certificate, PeerRule.any(PeerKind.SVM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A statement signed by it, as text. */
    public String sign(String body) {
        return SignedText.sign(body, keys.getPrivate(), keys.getPublic()).text();
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(KeyPair subject, String dn, KeyPair issuer, PeerName name) {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Principal("CN=Test authority"), BigInteger.valueOf(++serial),
                Date.from(now.minus(1, ChronoUnit.HOURS)), Date.from(now.plus(1, ChronoUnit.DAYS)), new X500Principal(dn), subject.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(name == null));
            if (name != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                    new GeneralName(GeneralName.uniformResourceIdentifier, name.uri()), new GeneralName(GeneralName.dNSName, "localhost")}));
            }
            return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
