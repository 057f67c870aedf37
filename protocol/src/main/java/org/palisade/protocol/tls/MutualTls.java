package org.palisade.protocol.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** Makes the TLS contexts of every channel; the one place that says which versions are spoken. */
public final class MutualTls {

    /** The only version spoken. */
    public static final String VERSION = "TLSv1.3";

    private MutualTls() {
    }

    /**
     * A context that shows a certificate and accepts peers of our authority that a rule allows.
     *
     * @param key         private key of {@code certificate}
     * @param certificate what we show
     * @param authority   our authority's certificate
     * @param rule        whom we accept
     * @throws GeneralSecurityException if the parts do not fit together
     */
    public static SSLContext context(PrivateKey key, X509Certificate certificate, X509Certificate authority, PeerRule rule)
            throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (java.io.IOException e) {
            throw new GeneralSecurityException("an empty key store could not be made", e);
        }
        // The store lives in this process's memory alone; its password guards nothing.
        char[] none = new char[0];
        store.setKeyEntry("self", key, none, new X509Certificate[] {certificate, authority});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, none);
        return context(keys.getKeyManagers(), authority, rule);
    }

    /** A context that shows no certificate: for the first contact, before enrolment. */
    public static SSLContext anonymous(X509Certificate authority, PeerRule rule) throws GeneralSecurityException {
        return context(new KeyManager[0], authority, rule);
    }

    /** Parameters every socket and engine of ours gets: the one version, and for servers a certificate from everybody. */
    public static SSLParameters parameters(boolean needClient) {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {VERSION});
        parameters.setNeedClientAuth(needClient);
        return parameters;
    }

    private static SSLContext context(KeyManager[] keys, X509Certificate authority, PeerRule rule) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance(VERSION);
        context.init(keys, new TrustManager[] {new PeerTrust(authority, rule)}, null);
        return context;
    }
}
