package org.palisade.server.platform.boundary;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;

/** The one place that knows the machine's clock. */
@Dependent
public class ClockProducer {

    @Produces
    Clock clock() {
        return Clock.systemUTC();
    }
}
