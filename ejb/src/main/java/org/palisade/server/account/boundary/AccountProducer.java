package org.palisade.server.account.boundary;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.palisade.server.account.control.EnrolmentGuard;
import org.palisade.server.account.control.SignInGuard;
import org.palisade.server.account.control.SignInMemory;
import org.palisade.server.platform.boundary.ServerConfig;

/** One of each guard, and one memory, for the whole server. */
@Dependent
public class AccountProducer {

    @Produces
    @Singleton
    SignInGuard guard(Clock clock, ServerConfig config) {
        return new SignInGuard(clock, config.verifications());
    }

    @Produces
    @Singleton
    EnrolmentGuard enrolments(Clock clock) {
        return new EnrolmentGuard(clock);
    }

    @Produces
    @Singleton
    SignInMemory memory(Clock clock, ServerConfig config) {
        return new SignInMemory(clock, config.signInMemory());
    }
}
