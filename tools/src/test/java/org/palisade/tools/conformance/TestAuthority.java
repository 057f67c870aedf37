package org.palisade.tools.conformance;

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
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;

/** An authority for the tests: who the faulty server is, and who asks it. */
final class TestAuthority {

    private final KeyPair keys;
    private final X509Certificate root;

    TestAuthority() throws Exception {
        keys = keyPair();
        root = sign(keys, "CN=Test authority", keys, null);
    }

    /** A new identity of that kind. */
    Identity identity(PeerKind kind) throws Exception {
        PeerName name = new PeerName(kind, new UUID(0, 1), UUID.randomUUID());
        KeyPair pair = keyPair();
        return new Identity(name, pair.getPrivate(), sign(pair, "CN=" + kind.word(), keys, name), root);
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(KeyPair subject, String dn, KeyPair issuer, PeerName name) throws Exception {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Principal("CN=Test authority"), BigInteger.valueOf(System.nanoTime() & Long.MAX_VALUE),
                Date.from(now.minus(1, ChronoUnit.HOURS)), Date.from(now.plus(1, ChronoUnit.DAYS)), new X500Principal(dn), subject.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(name == null));
        if (name != null) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.uniformResourceIdentifier, name.uri()), new GeneralName(GeneralName.dNSName, "localhost")}));
        }
        return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
    }
}
