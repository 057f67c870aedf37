package org.palisade.agent.intercept;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import org.palisade.agent.file.NativeIOException;

/** What the tests with real events need. Missing, it fails them where tests must not be skipped, and skips them elsewhere. */
final class Prerequisites {

    private Prerequisites() {
    }

    @SuppressWarnings("try") // Making the group is the question.
    static void needFanotify() {
        try (Fanotify group = new Fanotify()) {
            return;
        } catch (NativeIOException e) {
            String why = "protection on access needs root and a kernel with fanotify: " + e.getMessage();
            if (System.getenv("CI") != null) {
                fail(why);
            }
            abort(why);
        }
    }
}
