package org.palisade.web.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ejb.EJBAccessException;
import jakarta.ejb.EJBException;
import jakarta.json.bind.JsonbBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.palisade.protocol.http.ProblemBody;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;

class RefusalTest {

    @Test
    void everyProblemKeepsItsSlugAndStatus() {
        for (Problem problem : Problem.values()) {
            ProblemBody body = Refusal.of(new ProblemException(problem, "what to do")).body();
            assertEquals("urn:palisade:problem:" + problem.slug(), body.type());
            assertEquals(problem.status(), body.status());
        }
    }

    @Test
    void aProblemIsFoundInsideWhatContainersWrapAroundIt() {
        Throwable wrapped = new EJBException(new RuntimeException(new ProblemException(Problem.INVALID, "no", List.of("/port"))));
        assertEquals(List.of("/port"), Refusal.of(wrapped).body().pointers());
    }

    @Test
    void aRefusalOfTheContainerIsForbidden() {
        assertEquals(403, Refusal.of(new EJBAccessException()).body().status());
    }

    @Test
    void theUnexpectedTellsNothingButItsIncident() {
        Refusal first = Refusal.of(new IllegalStateException("jdbc:derby:secret"));
        Refusal second = Refusal.of(new StackOverflowError());
        assertEquals(500, first.body().status());
        assertTrue(first.ours());
        assertFalse(first.toString().contains("derby"));
        assertNotEquals(first.body().instance(), second.body().instance());
    }

    @Test
    void aFaultOfTheCallerHasNoIncident() {
        assertNull(Refusal.of(404).body().instance());
        assertFalse(Refusal.of(404).ours());
    }

    @Test
    void tooManyAttemptsSayWhenToTryAgain() {
        assertEquals(Optional.of(Duration.ofSeconds(17)),
                Refusal.of(new ProblemException(Problem.TOO_MANY_ATTEMPTS, "wait", Duration.ofSeconds(17))).retryAfter());
        assertTrue(Refusal.of(new ProblemException(Problem.TOO_MANY_ATTEMPTS, "wait")).retryAfter().isPresent());
        assertTrue(Refusal.of(new ProblemException(Problem.FORBIDDEN, "no")).retryAfter().isEmpty());
    }

    @Test
    void whatIsAbsentDoesNotStandInTheBody() throws Exception {
        String json = JsonbBuilder.create().toJson(Refusal.of(405).body());
        assertEquals("{\"status\":405,\"title\":\"This method is not for this resource\",\"type\":\"urn:palisade:problem:method-not-allowed\"}", json);
    }
}
