package org.palisade.scanserver.door;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.palisade.scanserver.engine.MemoryEngine;

/** A door with an engine behind it that knows one threat. */
final class DoorStage implements AutoCloseable {

    static final String THREAT = "some forty bytes that are a threat to test";

    final MemoryEngine engine = new MemoryEngine().knows(Client.bytes(THREAT), "Test.Threat");
    TestDoor door;

    DoorStage(Path folder) throws Exception {
        door = new TestDoor(engine, TestDoor.config(folder));
    }

    void reopen(DoorConfig config) throws Exception {
        door.close();
        door = new TestDoor(engine, config);
    }

    String ask(String sent) throws IOException {
        try (Client client = door.connect()) {
            return client.send(sent).rest();
        }
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it did not come to that");
            Thread.onSpinWait();
        }
    }

    void assertNothingIsHeld() {
        await(() -> door.figures().connections() == 0 && door.figures().held() == 0 && door.figures().spooled() == 0);
        await(() -> engine.underWay() == 0);
    }

    @Override
    public void close() {
        door.close();
    }
}
