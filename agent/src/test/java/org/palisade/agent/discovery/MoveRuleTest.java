package org.palisade.agent.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/** When an agent leaves an SVM that works; it is connected to A, its guest is on host h1. */
class MoveRuleTest {

    private static final Duration SETTLE = Duration.ofMinutes(5);
    private static final Duration LONG = Duration.ofHours(1);

    private final MoveRule rule = new MoveRule(SETTLE);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        the present one is the best            | standard | A kind=v host=h1; B agents=0                          | stays
        a near one came back                   | standard | A kind=v host=h2; B kind=v host=h1 agents=900         | to B: the other is near
        both near, about as many agents        | standard | A agents=19 kind=v host=h1; B agents=10 kind=v host=h1 | stays
        both near, the other far emptier       | standard | A agents=20 kind=v host=h1; B agents=10 kind=v host=h1 | to B: the other has far fewer agents
        an emptier one that is not near        | standard | A agents=900 kind=v host=h1; B agents=0               | stays
        ten of a thousand are not clear        | standard | A agents=1000; B agents=801                           | stays
        a fifth of them is                     | standard | A agents=1000; B agents=800                           | to B: the other has far fewer agents
        less than the mean does not crowd      | standard | A agents=50; B agents=30; C agents=100                | stays
        a licence is worth a move              | standard | A kind=v host=h1; B licence=valid agents=900          | to B: the other has a valid licence
        a key is worth a move                  | standard | A kind=v host=h1; B keys=server agents=900            | to B: the other has a licence key for this kind of guest
        less load is not                       | standard | A load=100; B load=0                                  | stays
        the lower id is not                    | standard | B; A                                                  | stays
        out of the list is no reason           | standard | B; C                                                  | stays
        left out, and another can be had       | standard | A guests=windows; B                                   | to B: it has no databases for this kind of guest
        left out, and there is no other        | standard | A tags=red required                                   | to none: it has other connection tags
        out of scope, and another is in scope  | extended | A kind=v host=h2; B kind=v host=h1                    | to B: it is out of scope, or nobody knows where it is
        out of scope, and nothing is in scope  | extended | A kind=v host=h2; B kind=v host=h3                    | to none: it is out of scope, or nobody knows where it is
        """)
    void decides(String name, String algorithm, String svms, String outcome) throws Exception {
        assertEquals(outcome, outcome(rule.move(choice(algorithm, svms), Candidate.id("A"), LONG, 0)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        better     | A kind=v host=h2; B kind=v host=h1
        emptier    | A agents=100; B agents=0
        left out   | A guests=windows; B
        """)
    void nothingMovesBeforeTheConnectionHasSettled(String name, String svms) throws Exception {
        SvmChoice choice = choice("standard", svms);
        assertEquals("stays", outcome(rule.move(choice, Candidate.id("A"), SETTLE.minusNanos(1), 0)));
        assertTrue(outcome(rule.move(choice, Candidate.id("A"), SETTLE, 0)).startsWith("to B"));
    }

    @Test
    void onlySoManyGoAsTheOtherLacksToTheMean() throws Exception {
        SvmChoice choice = choice("standard", "A agents=100; B agents=0");
        assertTrue(rule.move(choice, Candidate.id("A"), LONG, 0.499).isPresent());
        assertEquals(Optional.empty(), rule.move(choice, Candidate.id("A"), LONG, 0.5));
    }

    @ParameterizedTest(name = "from {0}")
    @CsvSource(delimiter = '|', textBlock = """
        1000+0
        1000+0+0+0
        300+300+300+0
        5000+4000+100+0+0
        """)
    void aCrowdSpreadsAndThenRests(String start) throws Exception {
        int[] agents = Arrays.stream(start.split("\\+")).mapToInt(Integer::parseInt).toArray();
        int all = Arrays.stream(agents).sum();
        int most = all;
        int moved = 1;
        for (int round = 0; moved > 0; round++) {
            assertTrue(round < 40, "it does not come to rest: " + Arrays.toString(agents));
            moved = round(agents);
            // Whoever was emptiest does not become the fullest.
            int now = Arrays.stream(agents).max().orElseThrow();
            assertTrue(now <= most, Arrays.toString(agents));
            most = now;
        }
        assertEquals(all, Arrays.stream(agents).sum());
        assertTrue(most <= 1.25 * all / agents.length + 10, Arrays.toString(agents));
    }

    /** All agents decide by the same list, each with a lot of its own. Returns how many moved. */
    private int round(int[] agents) throws SettingsException {
        SvmChoice choice = choice("standard", IntStream.range(0, agents.length).mapToObj(i -> (char) ('A' + i) + " agents=" + agents[i])
                .collect(Collectors.joining(";")));
        int[] before = agents.clone();
        int moved = 0;
        for (int i = 0; i < before.length; i++) {
            for (int agent = 0; agent < before[i]; agent++) {
                Optional<Move> move = rule.move(choice, Candidate.id(Character.toString('A' + i)), LONG, agent / (double) before[i]);
                if (move.isPresent()) {
                    agents[i]--;
                    agents[Candidate.letter(move.get().to().orElseThrow()).charAt(0) - 'A']++;
                    moved++;
                }
            }
        }
        return moved;
    }

    private static SvmChoice choice(String algorithm, String svms) throws SettingsException {
        ChoiceConfig config = ChoiceConfig.of(Settings.parse(("svm.algorithm=" + algorithm).getBytes(StandardCharsets.UTF_8)));
        return new ChoiceRule(config, "linux").choose(Candidate.all(svms), Optional.ofNullable(Candidate.place("kind=v host=h1")));
    }

    private static String outcome(Optional<Move> move) {
        return move.map(there -> "to " + there.to().map(Candidate::letter).orElse("none") + ": " + there.why()).orElse("stays");
    }
}
