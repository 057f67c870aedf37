package org.palisade.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.palisade.server.secret.boundary.KeyedDigest;

/** Ready only when the key ring is loaded: without it no column can be read. */
@Readiness
@ApplicationScoped
public class KeysCheck implements HealthCheck {

    private static final System.Logger LOG = System.getLogger(KeysCheck.class.getName());

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("key-ring").status(loaded()).build();
    }

    private static boolean loaded() {
        try {
            return !KeyedDigest.of("ready", "health.check").isEmpty();
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.ERROR, "the key ring is not loaded", e);
            return false;
        }
    }
}
