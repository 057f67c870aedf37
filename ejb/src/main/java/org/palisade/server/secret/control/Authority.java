package org.palisade.server.secret.control;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.util.IPAddress;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.protocol.signed.SignedText;

/**
 * Our certificate authority: one key (EC P-256) that signs the certificates of the server, SVMs, agents and consoles directly, and statements to them. Its
 * private key stands in {@code pki/authority.key}, sealed by the key ring; its certificate in {@code pki/authority.crt}.
 */
public final class Authority {

    /** How long the authority's own certificate is valid. */
    public static final Duration LIFE = Duration.ofDays(3652);

    private static final String KEY_FILE = "authority.key";
    private static final String CERTIFICATE_FILE = "authority.crt";
    private static final String KEY_CONTEXT = "pki/authority.key";
    private static final int REQUEST_CHARACTERS = 16_384;
    /** A certificate is valid a little earlier than now: a guest's clock may be slow. */
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PrivateKey key;
    private final X509Certificate certificate;

    private Authority(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** Whether an authority stands in the folder; its certificate is written last. */
    public static boolean in(Path pki) {
        return Files.exists(pki.resolve(CERTIFICATE_FILE));
    }

    /** Makes a new authority and writes it. */
    public static Authority create(Path pki, KeyRing ring, Instant now) throws IOException {
        KeyPair pair = newKeyPair();
        X500Name name = name("Palisade authority " + serial().toString(Character.MAX_RADIX).substring(0, 8));
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(name, serial(), Date.from(now.minus(SKEW)),
                Date.from(now.plus(LIFE)), name, pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(pair.getPublic()));
        X509Certificate certificate = sign(builder, pair.getPrivate());
        OwnerOnly.write(pki.resolve(KEY_FILE), ring.seal(pair.getPrivate().getEncoded(), KEY_CONTEXT).getBytes(StandardCharsets.US_ASCII));
        OwnerOnly.write(pki.resolve(CERTIFICATE_FILE), Pem.of(certificate).getBytes(StandardCharsets.US_ASCII));
        return new Authority(pair.getPrivate(), certificate);
    }

    /**
     * Reads the authority.
     *
     * @throws SealException if its key was changed or sealed by another ring
     */
    public static Authority read(Path pki, KeyRing ring) throws IOException {
        byte[] key = ring.openBytes(Files.readString(pki.resolve(KEY_FILE), StandardCharsets.US_ASCII).strip(), KEY_CONTEXT);
        try {
            return new Authority(Pem.ecKey(key), Pem.readCertificate(pki.resolve(CERTIFICATE_FILE)));
        } catch (GeneralSecurityException e) {
            throw new IOException("the authority's key is no EC key", e);
        }
    }

    /** The certificate everybody of ours trusts. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** SHA-256 of the authority's certificate, as it stands in enrolment tokens. */
    public String fingerprint() {
        return fingerprint(certificate);
    }

    /** SHA-256 of a certificate (DER), unpadded base64url, 43 characters. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate cannot be digested", e);
        }
    }

    /** A new key of the one sort we use. */
    public static KeyPair newKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
    }

    /**
     * Issues a certificate.
     *
     * @param subject whom it speaks for; decides what it may be used for
     * @param key     its public key
     * @param names   host names and IP addresses of a server; empty for everybody else
     * @param now     the time it begins
     * @param life    how long it is valid; never longer than the authority itself
     */
    public X509Certificate issue(PeerName subject, PublicKey key, List<String> names, Instant now, Duration life) throws IOException {
        Instant end = now.plus(life);
        Instant ours = certificate.getNotAfter().toInstant();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(certificate, serial(), Date.from(now.minus(SKEW)),
                Date.from(end.isBefore(ours) ? end : ours), name(subject.id().toString()), key);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes(subject.kind())));
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives(subject, names));
        builder.addExtension(Extension.authorityKeyIdentifier, false, extensions().createAuthorityKeyIdentifier(certificate.getPublicKey()));
        return sign(builder, this.key);
    }

    /**
     * Signs a statement to our own SVMs.
     *
     * @param body whole lines of printable ASCII; their first line says what they are, and is none of a certificate's
     */
    public String sign(String body) {
        return SignedText.sign(body, key, certificate.getPublicKey()).text();
    }

    /**
     * The public key of a request that proves the possession of its private key.
     *
     * @param pem a PKCS#10 request; everything in it but key and proof is ignored
     * @throws IllegalArgumentException if it is no such request, its proof does not hold, or its key is not EC P-256
     */
    public static PublicKey requestedKey(String pem) {
        if (pem.length() > REQUEST_CHARACTERS) {
            throw new IllegalArgumentException("the certificate request is too long");
        }
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (!(parser.readObject() instanceof PKCS10CertificationRequest request)) {
                throw new IllegalArgumentException("not a PKCS#10 request in PEM");
            }
            PublicKey key = new JcaPKCS10CertificationRequest(request).getPublicKey();
            if (!(key instanceof ECPublicKey ec) || ec.getParams().getOrder().bitLength() != 256) {
                throw new IllegalArgumentException("the key of a certificate request must be EC P-256");
            }
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new IllegalArgumentException("the certificate request does not prove possession of its key");
            }
            return key;
        } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException e) {
            throw new IllegalArgumentException("not a PKCS#10 request in PEM", e);
        } catch (ClassCastException | IllegalStateException e) {
            // The parser answers some malformed input so.
            throw new IllegalArgumentException("not a PKCS#10 request in PEM", e);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "Authority[" + fingerprint() + "]";
    }

    private static KeyPurposeId[] purposes(PeerKind kind) {
        return switch (kind) {
            case SERVER -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth};
            // An SVM is a client of ours and a server to its agents.
            case SVM -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
            case AGENT, CONSOLE -> new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth};
        };
    }

    private static GeneralNames alternatives(PeerName subject, List<String> names) {
        List<GeneralName> all = new ArrayList<>();
        all.add(new GeneralName(GeneralName.uniformResourceIdentifier, subject.uri()));
        for (String name : names) {
            all.add(new GeneralName(IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name));
        }
        return new GeneralNames(all.toArray(GeneralName[]::new));
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) throws IOException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IOException("a certificate cannot be signed", e);
        }
    }

    private static JcaX509ExtensionUtils extensions() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-1 for key identifiers", e);
        }
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
    }

    /** 127 random bits, never zero. */
    private static BigInteger serial() {
        return new BigInteger(126, RANDOM).setBit(126);
    }
}
