package org.palisade.server.svm.boundary;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One SVM as the console and the agents see it.
 *
 * @param id              its id
 * @param host            its own name
 * @param version         version of its Protection Server
 * @param state           what is known of it
 * @param last            what it last said of itself; empty before the first report
 * @param lastReport      when; empty before the first report
 */
public record SvmEntry(UUID id, String host, String version, SvmState state, Optional<SvmStatement> last, Optional<Instant> lastReport) {
}
