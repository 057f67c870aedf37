package org.palisade.server.platform.boundary;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;

/** The one place that knows the machine's clock, and the settings this process was started with. */
@Dependent
public class PlatformProducer {

    @Produces
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    ServerHome home() {
        return ServerHome.ofThisProcess();
    }

    @Produces
    @Singleton
    ServerConfig config(ServerHome home) {
        try {
            return ServerConfig.read(home.settings());
        } catch (IOException e) {
            throw new IllegalStateException("server.properties cannot be read", e);
        }
    }
}
