package org.palisade.tools.conformance;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palisade.tools.conformance.FaultyServer.Fault;

/** The kit finds what a server does wrong, each fault by the check that is there for it; the same server without the fault passes that check. */
@Timeout(300)
class ConformanceTest {

    /** Long enough on a busy machine where something comes; where nothing does it is waited for whole. */
    private static final int LONG_MILLIS = 60_000;
    private static final int SHORT_MILLIS = 1500;

    private static Check check(String promise) {
        List<Check> found = Stream.of(OpeningChecks.all(), RequestChecks.all(), BrokenPeerChecks.all()).flatMap(List::stream).filter(one -> one.promise().equals(promise)).toList();
        assertEquals(1, found.size(), promise);
        return found.get(0);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(Fault.ANSWERS_UNDER_ANOTHER_NUMBER, "the test file of EICAR is infected, and known to be so afterwards"),
                Arguments.of(Fault.STATES_A_WRONG_LENGTH, "a ping is answered with its eight bytes"),
                Arguments.of(Fault.NEVER_ANSWERS, "fragments may come in any order"),
                Arguments.of(Fault.JUDGES_THE_FIRST_FRAGMENT, "bytes that are not those announced give digest mismatch and are not remembered"),
                Arguments.of(Fault.MIXES_VERDICTS_UP, "a look-up gives one verdict a subject, in the same order"),
                Arguments.of(Fault.REMEMBERS_WHAT_IT_DID_NOT_SEE, "bytes that are not those announced give digest mismatch and are not remembered"),
                Arguments.of(Fault.ANSWERS_WHAT_WAS_CANCELLED, "after cancel nothing comes, and the place is free"),
                Arguments.of(Fault.WANTS_WITH_GAPS, "wants rise without gaps, and are never more than the window"),
                Arguments.of(Fault.LEAVES_WITHOUT_A_WORD, "each malformed frame ends its connection with a goodbye, and no other"),
                Arguments.of(Fault.TAKES_A_NUMBER_TWICE, "a request number that is under way ends the connection"),
                Arguments.of(Fault.FORGETS_DEADLINES, "at its deadline a request ends with reason deadline"),
                Arguments.of(Fault.SPEAKS_EVERY_VERSION, "without a common version there is a goodbye and the end"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsFoundByTheCheckThatIsThereForIt(Fault fault, String promise) throws Exception {
        int patience = fault == Fault.NEVER_ANSWERS || fault == Fault.TAKES_A_NUMBER_TWICE || fault == Fault.FORGETS_DEADLINES ? SHORT_MILLIS : LONG_MILLIS;
        try (FaultyServer faulty = new FaultyServer(fault, patience)) {
            assertThrows(IOException.class, () -> check(promise).trial().run(faulty.asked));
        }
    }

    @Test
    void theSameServerWithoutAFaultPassesThoseChecks() throws Exception {
        try (FaultyServer sound = new FaultyServer(Fault.NONE, LONG_MILLIS)) {
            for (String promise : faults().map(fault -> (String) fault.get()[1]).distinct().toList()) {
                assertDoesNotThrow(() -> check(promise).trial().run(sound.asked), promise);
            }
        }
    }

    @Test
    void everyFaultIsTried() {
        assertEquals(Fault.values().length - 1, faults().map(fault -> fault.get()[0]).distinct().count(), Arrays.toString(Fault.values()));
    }

    @Test
    void whereNoServerIsEveryCheckFailsAndSaysWhyButTheOneThatAsksToBeRefused() throws Exception {
        try (FaultyServer faulty = new FaultyServer(Fault.NONE, SHORT_MILLIS)) {
            Server nobody = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), faulty.asked.tls(), faulty.asked.nobody(), 7, SHORT_MILLIS);
            List<Conformance.Result> results = Conformance.run(nobody, result -> { });
            assertEquals(36, results.size());
            assertEquals(List.of("a client without a certificate is refused"), results.stream().filter(Conformance.Result::kept).map(Conformance.Result::promise).toList());
            results.stream().filter(result -> !result.kept()).forEach(result -> assertFalse(result.why().isBlank()));
        }
    }
}
