package org.palisade.scanserver.scan;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.palisade.scanserver.scan.Stage.Agent;

/** Two workers, made when there is work for them. */
@Timeout(60)
class WorkersTest {

    private static void order(Agent agent, byte[] content, CountDownLatch together) {
        agent.local(content, (position, into) -> {
            together.countDown();
            try {
                together.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            into.put(content, (int) position, into.remaining());
            return content.length;
        });
    }

    private static boolean waits(String thread) {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(one -> one.getName().equals(thread) && one.getState() == Thread.State.WAITING);
    }

    @Test
    void twoStepsThatComeAtOnceDoNotWaitForTheOneWorkerThatIsThere() throws InterruptedException {
        byte[] first = Stage.content('a', 1, 100);
        byte[] second = Stage.content('a', 2, 100);
        byte[] third = Stage.content('a', 3, 100);
        // Again and again: the second one has to come before the worker is awake.
        for (int round = 0; round < 200; round++) {
            try (Stage stage = new Stage(new WorkingEngine())) {
                Agent agent = stage.agent(1);
                order(agent, first, new CountDownLatch(1));
                agent.hears("0 clean");
                Stage.eventually(() -> stage.scans.figures().busyWorkers() == 0 && waits("worker-1"));
                CountDownLatch together = new CountDownLatch(2);
                order(agent, second, together);
                order(agent, third, together);
                agent.hears("0 clean");
                agent.hears("0 clean");
            }
            Stage.eventually(() -> !waits("worker-1"));
        }
    }
}
