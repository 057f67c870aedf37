package org.palisade.agent.fake;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;

/** A certificate authority as the Integration Server has one. */
public final class TestAuthority {

    private static final UUID TENANT = UUID.fromString("00000000-0000-0000-0000-000000000001");

    private final KeyPair pair = keys();
    private final X509Certificate certificate;
    private long serial = 1;

    public TestAuthority() {
        certificate = sign("CN=test authority", pair, new GeneralName[0]);
    }

    public Identity issue(PeerKind kind, UUID id) {
        KeyPair own = keys();
        PeerName name = new PeerName(kind, TENANT, id);
        return new Identity(name, own.getPrivate(), sign("CN=" + kind.word(), own,
                new GeneralName[] {new GeneralName(GeneralName.uniformResourceIdentifier, name.uri())}), certificate);
    }

    private X509Certificate sign(String subject, KeyPair subjectKeys, GeneralName[] names) {
        Instant now = Instant.now();
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Principal("CN=test authority"), BigInteger.valueOf(serial++),
                    Date.from(now.minus(Duration.ofMinutes(5))), Date.from(now.plus(Duration.ofDays(1))), new X500Principal(subject),
                    subjectKeys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(names.length == 0));
            if (names.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        } catch (GeneralSecurityException | java.io.IOException | org.bouncycastle.operator.OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
