package org.palisade.it;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.signed.PeerName;

/** An authority that is not ours and says otherwise: same name, same peer names, another key. */
final class ForeignAuthority {

    private ForeignAuthority() {
    }

    /** An identity with the very name of a real peer, issued by an authority that only calls itself like the real one. */
    static Identity identity(PeerName name, X509Certificate real) throws Exception {
        KeyPair authorityKey = keyPair();
        KeyPair peerKey = keyPair();
        X500Principal issuer = real.getSubjectX500Principal();
        X509Certificate certificate = certificate(issuer, new X500Principal("CN=" + name.id()), peerKey, authorityKey, name);
        return new Identity(name, peerKey.getPrivate(), certificate, real);
    }

    private static X509Certificate certificate(X500Principal issuer, X500Principal subject, KeyPair subjectKey, KeyPair issuerKey, PeerName name) throws Exception {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(issuer, BigInteger.valueOf(4711), Date.from(now.minusSeconds(60)),
                Date.from(now.plusSeconds(3600)), subject, subjectKey.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.subjectAlternativeName, false,
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, name.uri())));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey.getPrivate())));
    }

    private static KeyPair keyPair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
