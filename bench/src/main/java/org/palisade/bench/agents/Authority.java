package org.palisade.bench.agents;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
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
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;

/** A certificate authority for one run. */
final class Authority {

    private static final X500Principal NAME = new X500Principal("CN=Bench authority");

    private final KeyPair keys = keyPair();
    private final Instant now;
    private final X509Certificate certificate;

    /** An authority whose certificates are valid for a day around {@code now}. */
    Authority(Instant now) throws IOException {
        this.now = now;
        this.certificate = sign(keys, NAME, new GeneralNames(new GeneralName[0]));
    }

    /** Writes an identity of that kind into a folder. */
    Identity issue(PeerKind kind, UUID tenant, Path folder) throws IOException {
        PeerName name = new PeerName(kind, tenant, UUID.randomUUID());
        KeyPair pair = keyPair();
        Identity identity = new Identity(name, pair.getPrivate(), sign(pair, new X500Principal("CN=" + kind.word()),
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, name.uri()))), certificate);
        identity.store(folder);
        return identity;
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

    private X509Certificate sign(KeyPair subject, X500Principal name, GeneralNames names) throws IOException {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(NAME, BigInteger.valueOf(System.nanoTime() & Long.MAX_VALUE),
                Date.from(now.minus(1, ChronoUnit.HOURS)), Date.from(now.plus(1, ChronoUnit.DAYS)), name, subject.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(names.getNames().length == 0));
            if (names.getNames().length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, names);
            }
            return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException(e);
        }
    }
}
