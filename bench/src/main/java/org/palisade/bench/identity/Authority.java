package org.palisade.bench.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
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
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;

/** A throw-away authority, shaped like the Integration Server's, so that a Protection Server and agents can be measured without one. */
public final class Authority {

    private static final String NAME = "CN=Benchmark authority";

    private final Clock clock;
    private final KeyPair keys = pair();
    private final X509Certificate certificate;
    private long serial;

    /** An authority whose certificates are valid for a day from when they are made. */
    public Authority(Clock clock) throws IOException {
        this.clock = clock;
        this.certificate = sign(keys, NAME, null);
    }

    /** A new identity of that kind and tenant. */
    public Identity identity(PeerKind kind, UUID tenant) throws IOException {
        PeerName name = new PeerName(kind, tenant, UUID.randomUUID());
        KeyPair pair = pair();
        return new Identity(name, pair.getPrivate(), sign(pair, "CN=" + kind.word(), name), certificate);
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(KeyPair subject, String dn, PeerName name) throws IOException {
        Instant now = clock.instant();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Principal(NAME), BigInteger.valueOf(++serial),
                Date.from(now.minus(1, ChronoUnit.HOURS)), Date.from(now.plus(1, ChronoUnit.DAYS)), new X500Principal(dn), subject.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(name == null));
            if (name != null) {
                builder.addExtension(Extension.subjectAlternativeName, false,
                        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, name.uri())));
            }
            return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("a certificate could not be made", e);
        }
    }
}
