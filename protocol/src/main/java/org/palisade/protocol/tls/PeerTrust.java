package org.palisade.protocol.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts our authority alone, and of its certificates those a {@link PeerRule} allows. Public authorities are never consulted. The chain, its
 * validity and, where the protocol in use asks for it, the host name are checked by the JDK's own manager first.
 */
final class PeerTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager chain;
    private final PeerRule rule;

    PeerTrust(X509Certificate authority, PeerRule rule) throws GeneralSecurityException {
        this.chain = managerFor(authority);
        this.rule = Objects.requireNonNull(rule, "rule");
    }

    private static X509ExtendedTrustManager managerFor(X509Certificate authority) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (java.io.IOException e) {
            throw new GeneralSecurityException("an empty key store could not be made", e);
        }
        store.setCertificateEntry("authority", authority);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("this Java has no extended trust manager");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] peer, String type) throws CertificateException {
        chain.checkClientTrusted(peer, type);
        rule.check(peer[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] peer, String type, Socket socket) throws CertificateException {
        chain.checkClientTrusted(peer, type, socket);
        rule.check(peer[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] peer, String type, SSLEngine engine) throws CertificateException {
        chain.checkClientTrusted(peer, type, engine);
        rule.check(peer[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] peer, String type) throws CertificateException {
        chain.checkServerTrusted(peer, type);
        rule.check(peer[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] peer, String type, Socket socket) throws CertificateException {
        chain.checkServerTrusted(peer, type, socket);
        rule.check(peer[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] peer, String type, SSLEngine engine) throws CertificateException {
        chain.checkServerTrusted(peer, type, engine);
        rule.check(peer[0]);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chain.getAcceptedIssuers();
    }
}
