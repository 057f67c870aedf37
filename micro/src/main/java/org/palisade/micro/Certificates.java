package org.palisade.micro;

import java.util.Map;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.setup.DerivedSecrets;

/** Hands Payara the server's key and the one authority it trusts. System properties are the only way it takes them; they stay in memory. */
final class Certificates {

    /** Name of the server's key in its store. */
    static final String ALIAS = "palisade";

    private Certificates() {
    }

    static void use(ServerHome home, DerivedSecrets secrets) {
        String password = secrets.keyStorePassword();
        Map.of(
                "javax.net.ssl.keyStore", home.pki().resolve("server.p12").toString(),
                "javax.net.ssl.keyStoreType", "PKCS12",
                "javax.net.ssl.keyStorePassword", password,
                "javax.net.ssl.trustStore", home.pki().resolve("trust.p12").toString(),
                "javax.net.ssl.trustStoreType", "PKCS12",
                "javax.net.ssl.trustStorePassword", password).forEach(System::setProperty);
    }
}
