package org.palisade.micro;

import java.util.List;

/** The one listener: HTTPS, TLS 1.3 only, asks for a client certificate and serves without one. Everything else Payara would open stays shut. */
final class Listener {

    private static final String CONFIG = "configs.config.server-config.";
    private static final String NETWORK = CONFIG + "network-config.";
    private static final String HTTPS = "https-listener";

    private Listener() {
    }

    /** Settings that must stand before the container starts. */
    static List<String> settings(MicroConfig config) {
        String listeners = NETWORK + "network-listeners.network-listener.";
        String protocol = NETWORK + "protocols.protocol." + HTTPS;
        return List.of(
                listeners + "http-listener.enabled=false",
                listeners + HTTPS + ".enabled=true",
                listeners + HTTPS + ".address=" + config.address(),
                listeners + HTTPS + ".port=" + config.port(),
                protocol + ".ssl.cert-nickname=" + Certificates.ALIAS,
                protocol + ".ssl.tls12-enabled=false",
                protocol + ".ssl.tls13-enabled=true",
                protocol + ".ssl.client-auth=want",
                protocol + ".http.http2-enabled=true",
                protocol + ".http.xpowered-by=false",
                protocol + ".http.server-header=false",
                // Payara's own numbers, which it would show to anybody.
                CONFIG + "microprofile-metrics-configuration.enabled=false",
                CONFIG + "phone-home-runtime-configuration.enabled=false");
    }
}
