package org.palisade.networkagent;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.palisade.protocol.http.EnrolmentReply;
import org.palisade.protocol.http.EnrolmentRequest;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;

/**
 * Turns a token into an {@link Identity}. The authority's certificate is taken from the server's own chain and believed only if it has the
 * fingerprint the token carries; everything secret is sent after that.
 */
public final class Enrolment {

    private static final int TIMEOUT_MILLIS = 5000;
    private static final int HTTPS_PORT = 443;

    private Enrolment() {
    }

    /**
     * Enrols. The private key is made here and never leaves.
     *
     * @param server  {@code https://host:port}
     * @param token   what the administrator handed over
     * @param host    this host's name
     * @param version version of the software that enrols
     * @throws ServerRefusedException if the token is not accepted ({@code token-refused}) or the request is not
     * @throws IOException            if the server cannot be reached or is not the one the token was made for
     */
    public static Identity enrol(URI server, EnrolmentToken token, String host, String version) throws IOException {
        try {
            X509Certificate authority = authority(server, token);
            KeyPair pair = keyPair();
            SSLContext context = MutualTls.anonymous(authority, PeerRule.any(PeerKind.SERVER));
            EnrolmentReply reply = new ServerLink(server, context).post("/api/v1/" + token.kind().word() + "/enrol",
                    new EnrolmentRequest(token.text(), request(pair), host, version), EnrolmentReply.class);
            X509Certificate certificate = Pem.certificate(reply.certificate());
            certificate.verify(authority.getPublicKey());
            if (!certificate.getPublicKey().equals(pair.getPublic())) {
                throw new CertificateException("the certificate given is not for our key");
            }
            PeerName name = PeerRule.any(token.kind()).check(certificate);
            return new Identity(name, pair.getPrivate(), certificate, authority);
        } catch (GeneralSecurityException e) {
            throw new IOException("enrolment failed: " + e.getMessage(), e);
        }
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String request(KeyPair pair) throws IOException {
        try {
            byte[] der = new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=enrolment"), pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())).getEncoded();
            return Pem.block("CERTIFICATE REQUEST", der);
        } catch (OperatorCreationException e) {
            throw new IOException("a certificate request could not be signed", e);
        }
    }

    /** Looks at the server's chain, sends nothing, and keeps the certificate that the token's fingerprint names. */
    private static X509Certificate authority(URI server, EnrolmentToken token) throws IOException, GeneralSecurityException {
        byte[] wanted = Base64.getUrlDecoder().decode(token.authority());
        SSLContext looking = SSLContext.getInstance(MutualTls.VERSION);
        looking.init(null, new TrustManager[] {new Pinned(wanted)}, null);
        int port = server.getPort() < 0 ? HTTPS_PORT : server.getPort();
        try (Socket plain = new Socket()) {
            plain.connect(new java.net.InetSocketAddress(server.getHost(), port), TIMEOUT_MILLIS);
            plain.setSoTimeout(TIMEOUT_MILLIS);
            try (SSLSocket socket = (SSLSocket) looking.getSocketFactory().createSocket(plain, server.getHost(), port, true)) {
                socket.setSSLParameters(MutualTls.parameters(false));
                socket.startHandshake();
                for (Certificate certificate : socket.getSession().getPeerCertificates()) {
                    if (certificate instanceof X509Certificate x509 && has(x509, wanted)) {
                        return x509;
                    }
                }
            }
        }
        throw new CertificateException("the server does not show the authority the token was made for");
    }

    private static boolean has(X509Certificate certificate, byte[] fingerprint) throws GeneralSecurityException {
        return MessageDigest.isEqual(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()), fingerprint);
    }

    /** Lets a chain through only if it holds the certificate with one fingerprint; the chain itself is verified on the contact that follows. */
    private static final class Pinned extends X509ExtendedTrustManager {

        private final byte[] fingerprint;

        Pinned(byte[] fingerprint) {
            this.fingerprint = fingerprint.clone();
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            try {
                for (X509Certificate certificate : chain) {
                    if (has(certificate, fingerprint)) {
                        return;
                    }
                }
            } catch (GeneralSecurityException e) {
                throw new CertificateException(e);
            }
            throw new CertificateException("the server is not the one the token was made for: its authority has another fingerprint");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("clients are not expected here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
            throw new CertificateException("clients are not expected here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
            throw new CertificateException("clients are not expected here");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
