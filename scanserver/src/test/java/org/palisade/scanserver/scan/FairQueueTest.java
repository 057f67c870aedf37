package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FairQueueTest {

    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(1, 2);
    private static final long ADVANCE = 10;

    private final FairQueue<String> queue = new FairQueue<>(tenant -> tenant.equals(B) ? 3 : 1, ADVANCE);
    private final FairQueue<String> equal = new FairQueue<>(tenant -> 1, ADVANCE);

    private static UUID agent(int number) {
        return new UUID(2, number);
    }

    private static String next(FairQueue<String> queue) {
        return queue.poll(FairQueue.Gate.OPEN).orElse("nothing");
    }

    @Test
    void whatOneAgentPutInComesOutInOrder() {
        for (String word : new String[] {"one", "two", "three"}) {
            equal.add(A, agent(1), word);
        }
        assertEquals("one two three nothing", String.join(" ", next(equal), next(equal), next(equal), next(equal)));
    }

    @Test
    void theSingleRequestOfAnotherTenantIsNextHoweverMuchOneFloods() {
        for (int i = 0; i < 1000; i++) {
            equal.add(A, agent(i % 50), "a" + i);
        }
        for (int i = 0; i < 20; i++) {
            assertTrue(next(equal).startsWith("a"));
        }
        equal.add(B, agent(1), "b");
        assertEquals("b", next(equal));
    }

    @Test
    void aTenantWithAThousandAgentsGetsNoMoreThanATenantWithOne() {
        for (int i = 0; i < 1000; i++) {
            equal.add(A, agent(i), "a" + i);
            equal.add(B, agent(1), "b" + i);
        }
        int a = 0;
        for (int i = 0; i < 400; i++) {
            a += next(equal).startsWith("a") ? 1 : 0;
        }
        assertEquals(200, a);
    }

    @Test
    void agentsOfOneTenantAreEqualToo() {
        for (int i = 0; i < 100; i++) {
            equal.add(A, agent(1), "flood" + i);
        }
        next(equal);
        equal.add(A, agent(2), "single");
        assertEquals("single", next(equal));
    }

    @Test
    void sharesAreOfWhatThingsCostAndNotOfTheirNumber() {
        Map<Boolean, Long> cost = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            equal.add(A, agent(1), "a" + i);
            equal.add(B, agent(1), "b" + i);
        }
        for (int i = 0; i < 500; i++) {
            boolean a = next(equal).startsWith("a");
            long spent = a ? 900 : 100;
            cost.merge(a, spent, Long::sum);
            equal.charge(a ? A : B, agent(1), spent);
        }
        assertEquals(1.0, (double) cost.get(true) / cost.get(false), 0.05);
    }

    @Test
    void aTenantThatCountsForThreeGetsThreeTimesAsMuch() {
        for (int i = 0; i < 1000; i++) {
            queue.add(A, agent(1), "a" + i);
            queue.add(B, agent(1), "b" + i);
        }
        int b = 0;
        for (int i = 0; i < 400; i++) {
            b += next(queue).startsWith("b") ? 1 : 0;
        }
        // Whole costs of 10 by a weight of 3 count 3 each.
        assertEquals(300, b, 10);
    }

    @Test
    void nobodySavesUpTurnsByHavingBeenIdle() {
        equal.add(B, agent(1), "b");
        next(equal);
        for (int i = 0; i < 1000; i++) {
            equal.add(A, agent(1), "a" + i);
        }
        for (int i = 0; i < 500; i++) {
            next(equal);
        }
        for (int i = 0; i < 10; i++) {
            equal.add(B, agent(1), "b" + i);
        }
        int b = 0;
        for (int i = 0; i < 10; i++) {
            b += next(equal).startsWith("b") ? 1 : 0;
        }
        assertEquals(5, b, 1);
    }

    @Test
    void whatIsRemovedDoesNotComeAndLeavesNothingBehind() {
        equal.add(A, agent(1), "one");
        equal.add(A, agent(2), "two");
        assertTrue(equal.remove(A, agent(1), "one"));
        assertFalse(equal.remove(A, agent(1), "one"));
        assertFalse(equal.remove(B, agent(1), "one"));
        assertEquals(1, equal.size());
        assertEquals(Optional.of("two"), equal.first());
        assertEquals("two", next(equal));
        equal.tidy();
        equal.charge(A, agent(2), 1000);
        assertEquals("nothing", next(equal));
    }

    @Test
    void whatWasHadBeforeAnybodyWaitedIsHeldAgainstNobody() {
        for (int i = 0; i < 1000; i++) {
            equal.pass(A, agent(1));
            equal.charge(A, agent(1), 1_000_000);
        }
        for (int i = 0; i < 100; i++) {
            equal.add(A, agent(1), "a" + i);
            equal.add(B, agent(1), "b" + i);
        }
        int a = 0;
        for (int i = 0; i < 100; i++) {
            String next = next(equal);
            a += next.startsWith("a") ? 1 : 0;
            equal.charge(next.startsWith("a") ? A : B, agent(1), 1_000_000);
        }
        assertEquals(50, a, 1);
    }

    @Test
    void whoeverIsHeldUpHoldsUpNobodyElse() {
        equal.add(A, agent(1), "held");
        equal.add(A, agent(2), "free");
        FairQueue.Gate gate = new FairQueue.Gate() {
            @Override
            public boolean lets(UUID tenant) {
                return true;
            }

            @Override
            public boolean lets(UUID tenant, UUID agent) {
                return !agent.equals(agent(1));
            }
        };
        assertEquals(Optional.of("free"), equal.poll(gate));
        assertEquals(Optional.empty(), equal.poll(gate));
        assertEquals("held", next(equal));
    }
}
