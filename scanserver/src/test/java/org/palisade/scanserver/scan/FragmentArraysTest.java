package org.palisade.scanserver.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.scanserver.scan.Stage.Agent;

/** Arrays of fragments are used again, and never while somebody reads them. */
@Timeout(60)
class FragmentArraysTest {

    private static final int FRAGMENT = 16 * 1024;
    private static final ScanConfig CONFIG = new ScanConfig(2, 16, 100, 1 << 20, FRAGMENT, 2, Duration.ofSeconds(15), 100_000, 2, 4, 1 << 20, 1000);

    private final Semaphore reading = new Semaphore(0);
    private final CountDownLatch read = new CountDownLatch(1);
    private final WorkingEngine engine = new WorkingEngine().onFeed('r', checkpoint -> {
        reading.release();
        while (read.getCount() > 0) {
            Thread.onSpinWait();
        }
    });
    private final Stage stage = new Stage(engine, CONFIG, ScanTerms.PLAIN);
    private final Agent agent = stage.agent(1);
    private final FragmentArrays arrays = stage.scans.fragmentArrays();

    @AfterEach
    void close() {
        read.countDown();
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 4097, 8192, 8193, 131_072, 131_073, 262_144, Limits.AGENT_FRAME})
    void areLongEnoughAndNotTwiceAsLong(int least) {
        int length = new FragmentArrays().take(least).length;
        assertTrue(length >= least && length <= Math.max(least, 2 * (least - 1)), length + " for " + least);
    }

    @Test
    void otherArraysAreLetGo() {
        for (int length : new int[] {0, 10, 4096, 5000, 20_000, Limits.AGENT_FRAME + 1, 1 << 20}) {
            byte[] foreign = new byte[length];
            arrays.give(foreign);
            assertFalse(foreign == arrays.take(Math.min(length, Limits.AGENT_FRAME)));
        }
    }

    @Test
    void noMoreThanFourMebibytesOfALengthAreKept() {
        Set<byte[]> given = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 1000; i++) {
            byte[] array = new byte[FRAGMENT];
            given.add(array);
            arrays.give(array);
        }
        int kept = 0;
        while (given.remove(arrays.take(FRAGMENT))) {
            kept++;
        }
        assertEquals((4 << 20) / FRAGMENT, kept);
    }

    /** The array of the next fragment to be made; it is put back. */
    private byte[] next() {
        byte[] next = arrays.take(FRAGMENT);
        arrays.give(next);
        return next;
    }

    private byte[] send(int request, byte[] content, int offset) throws MalformedFrameException {
        byte[] array = arrays.take(FRAGMENT);
        int length = Math.min(FRAGMENT, content.length - offset);
        System.arraycopy(content, offset, array, 0, length);
        assertTrue(agent.request(request).fragment(offset, ByteBuffer.wrap(array, 0, length)));
        return array;
    }

    @Test
    void oneThatWasFedIsUsedAgain() throws InterruptedException, MalformedFrameException {
        byte[] content = Stage.content('a', 1, 2 * FRAGMENT);
        agent.order(1, content);
        agent.hears("want 1 0");
        byte[] first = send(1, content, 0);
        Stage.eventually(() -> arrays.take(FRAGMENT) == first);
        arrays.give(first);
        agent.hears("want 1 " + FRAGMENT);
        assertTrue(first == send(1, content, FRAGMENT));
        agent.hears("1 clean");
    }

    @Test
    void oneThatIsReadWhileItsRequestEndsWaitsForItsReader() throws InterruptedException, MalformedFrameException {
        byte[] content = Stage.content('r', 1, FRAGMENT);
        agent.order(1, content);
        agent.hears("want 1 0");
        byte[] array = send(1, content, 0);
        reading.acquire();
        agent.cancel(1);
        Stage.eventually(() -> stage.scans.figures().open() == 0);
        assertFalse(array == next());
        read.countDown();
        Stage.eventually(() -> arrays.take(FRAGMENT) == array);
    }

    @Test
    void thoseThatWaitWhenTheirRequestEndsAreUsedAgain() throws InterruptedException, MalformedFrameException {
        byte[] content = Stage.content('a', 1, 2 * FRAGMENT);
        agent.order(1, content);
        agent.hears("want 1 0");
        agent.hears("want 1 " + FRAGMENT);
        byte[] second = send(1, content, FRAGMENT);
        agent.cancel(1);
        assertTrue(second == next());
    }

    @Test
    void oneThatComesAfterTheEndIsItsGivers() throws InterruptedException, MalformedFrameException {
        byte[] content = Stage.content('a', 1, FRAGMENT);
        agent.order(1, content);
        agent.hears("want 1 0");
        ScanRequest request = agent.request(1);
        agent.cancel(1);
        assertFalse(request.fragment(0, ByteBuffer.wrap(content)));
    }
}
