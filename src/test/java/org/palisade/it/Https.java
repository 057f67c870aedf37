package org.palisade.it;

import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;

/** HTTPS clients of the tests. */
final class Https {

    private Https() {
    }

    /** Shows no certificate. */
    static HttpClient anonymous(X509Certificate authority) throws GeneralSecurityException {
        return client(MutualTls.anonymous(authority, PeerRule.any(PeerKind.SERVER)));
    }

    /** Shows the certificate of an identity. */
    static HttpClient as(Identity identity) {
        return client(identity.context(PeerRule.any(PeerKind.SERVER)));
    }

    /** Trusts one authority, in the JDK's own way. */
    static TrustManager[] trusting(X509Certificate authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", authority);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder().sslContext(context).connectTimeout(Duration.ofSeconds(10)).version(HttpClient.Version.HTTP_1_1).build();
    }
}
