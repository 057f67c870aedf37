package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(1, 2);

    private final Places places = new Places(128);

    private static int fill(Places places, UUID tenant, int agent) {
        int count = 0;
        while (places.lets(tenant, new UUID(2, agent))) {
            places.take(tenant, new UUID(2, agent));
            count++;
        }
        return count;
    }

    @Test
    void oneAgentHasAtMostAnEighthAndAlone() {
        assertEquals(12, fill(places, A, 1), 4);
        assertTrue(places.lets(A, new UUID(2, 2)));
    }

    @Test
    void oneTenantHasAtMostThreeQuartersHoweverManyAgents() {
        int taken = 0;
        for (int i = 0; i < 1000; i++) {
            taken += fill(places, A, i);
        }
        assertEquals(96, taken);
        assertTrue(fill(places, B, 1) >= 2);
    }

    @Test
    void afterTwentyGreedyAgentsOneMoreFindsAPlace() {
        for (int i = 0; i < 20; i++) {
            fill(places, A, i);
        }
        assertTrue(places.lets(A, new UUID(2, 1000)), () -> "taken " + places.taken());
    }

    @Test
    void whatIsGivenBackIsThereAgain() {
        Places few = new Places(2);
        assertEquals(2, fill(few, A, 1));
        few.give(A, new UUID(2, 1));
        assertEquals(1, fill(few, B, 7));
        assertEquals(0, fill(few, A, 1));
        assertEquals(2, few.taken());
    }

    @Test
    void aSinglePlaceServesEverybodyInTurn() {
        Places one = new Places(1);
        assertEquals(1, fill(one, A, 1));
        assertEquals(0, fill(one, B, 1));
        one.give(A, new UUID(2, 1));
        assertEquals(1, fill(one, B, 1));
    }

    @Test
    void withFewerPlacesNobodyLosesOneAndNoneIsGivenUntilEnoughAreFree() {
        UUID tenant = new UUID(9, 9);
        Places changed = new Places(3);
        for (int agent = 0; agent < 2; agent++) {
            changed.take(tenant, new UUID(0, agent));
        }
        changed.use(1);
        assertFalse(changed.lets(tenant, new UUID(0, 5)));
        assertEquals(2, changed.taken());
        changed.give(tenant, new UUID(0, 0));
        assertFalse(changed.lets(tenant, new UUID(0, 5)));
        changed.give(tenant, new UUID(0, 1));
        assertTrue(changed.lets(tenant, new UUID(0, 5)));
    }
}
