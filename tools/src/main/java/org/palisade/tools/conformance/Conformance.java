package org.palisade.tools.conformance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All checks, in order. */
public final class Conformance {

    /**
     * What came of a check.
     *
     * @param number  from 1, the same in every run of this version
     * @param section section of {@code docs/protocol.md}
     * @param promise what a server does
     * @param kept    whether this one does
     * @param why     why not; empty if it does
     * @param millis  time it took
     */
    public record Result(int number, String section, String promise, boolean kept, String why, long millis) {
    }

    private Conformance() {
    }

    /** Makes every check, one after the other; a failed one does not stop the rest. */
    static List<Result> run(Server server, Consumer<Result> told) {
        List<Check> checks = Stream.of(OpeningChecks.all(), RequestChecks.all(), BrokenPeerChecks.all()).flatMap(List::stream).toList();
        List<Result> results = new ArrayList<>();
        for (Check check : checks) {
            long begun = System.nanoTime();
            String why = "";
            try {
                check.trial().run(server);
            } catch (IOException | RuntimeException e) {
                why = e instanceof Failure ? e.getMessage() : e.getClass().getSimpleName() + ": " + e.getMessage();
            }
            Result result = new Result(results.size() + 1, check.section(), check.promise(), why.isEmpty(), why, (System.nanoTime() - begun) / 1_000_000);
            results.add(result);
            told.accept(result);
        }
        return results;
    }
}
