package org.palisade.networkagent.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AcceptLoopTest {

    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Long> waits = new ArrayList<>();
    private int tries;
    private int taken;

    @Test
    void triesThatFailAreLongerAndLongerApartUntilOneSucceeds() {
        new AcceptLoop(() -> {
            tries++;
            if (tries == 10) {
                return SocketChannel.open(StandardProtocolFamily.UNIX);
            }
            if (tries == 12) {
                closed.countDown();
            }
            throw new IOException("Too many open files");
        }, client -> {
            taken++;
            client.close();
        }, closed, waits::add).run();
        assertEquals(List.of(10L, 20L, 40L, 80L, 160L, 320L, 640L, 1000L, 1000L, 10L), waits);
        assertEquals(1, taken);
        assertEquals(12, tries);
    }

    @Test
    void oneThatIsClosedWaitsNoLonger() throws Exception {
        AcceptLoop loop = new AcceptLoop(() -> {
            throw new IOException("Too many open files");
        }, client -> client.close());
        Thread thread = new Thread(loop);
        thread.start();
        loop.close();
        thread.join();
    }
}
