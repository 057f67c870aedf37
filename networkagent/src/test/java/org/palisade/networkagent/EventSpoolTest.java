package org.palisade.networkagent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.http.EventBatch;

class EventSpoolTest {

    @TempDir
    Path folder;

    private final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
    private final AtomicBoolean serverIsThere = new AtomicBoolean(true);

    @Test
    void eventsArriveInOrder() throws Exception {
        try (EventSpool spool = open(100)) {
            spool.add(event("a"));
            spool.add(event("b"));
            assertEquals(List.of("a", "b"), take(2));
        }
    }

    @Test
    void whatWasNotDeliveredIsDeliveredByTheNextProcessAndOnlyOnce() throws Exception {
        serverIsThere.set(false);
        try (EventSpool spool = open(100)) {
            spool.add(event("kept"));
        }
        serverIsThere.set(true);
        try (EventSpool spool = open(100)) {
            assertEquals(List.of("kept"), take(1));
            spool.add(event("later"));
            assertEquals(List.of("later"), take(1));
        }
        assertTrue(delivered.isEmpty());
    }

    @Test
    void deliveryGoesOnWhenTheServerComesBack() throws Exception {
        serverIsThere.set(false);
        try (EventSpool spool = open(100)) {
            spool.add(event("patient"));
            serverIsThere.set(true);
            assertEquals(List.of("patient"), take(1));
        }
    }

    @Test
    void aSenderThatBreaksIsTriedAgain() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (EventSpool spool = new EventSpool(folder, batch -> {
            if (broken.getAndSet(false)) {
                throw new IllegalStateException("broken");
            }
            deliver(batch);
        }, 100, Duration.ofMillis(20))) {
            spool.add(event("patient"));
            assertEquals(List.of("patient"), take(1));
        }
    }

    @Test
    void aFullSpoolKeepsTheFirstEvents() throws Exception {
        serverIsThere.set(false);
        try (EventSpool spool = open(2)) {
            spool.add(event("1"));
            spool.add(event("2"));
            spool.add(event("3"));
        }
        serverIsThere.set(true);
        open(2).close();
        assertEquals(List.of("1", "2"), take(2));
        assertTrue(delivered.isEmpty());
    }

    @Test
    void anEventThatTheServerRefusesDoesNotHoldUpTheOthers() throws Exception {
        try (EventSpool spool = new EventSpool(folder, this::refuseBad, 100, Duration.ofMillis(20))) {
            spool.add(event("bad"));
            spool.add(event("good"));
            assertEquals(List.of("good"), take(1));
        }
    }

    @Test
    void aHalfWrittenAndABrokenFileAreNoHindrance() throws Exception {
        Files.writeString(folder.resolve("0000000000000001.json"), "{\"id\":");
        Files.writeString(folder.resolve("0000000000000002.new"), "{\"id\":\"half");
        try (EventSpool spool = open(100)) {
            spool.add(event("whole"));
            assertEquals(List.of("whole"), take(1));
        }
    }

    private EventSpool open(int cap) throws IOException {
        return new EventSpool(folder, this::deliver, cap, Duration.ofMillis(20));
    }

    private void deliver(EventBatch batch) throws IOException {
        if (!serverIsThere.get()) {
            throw new IOException("away");
        }
        batch.events().forEach(event -> delivered.add(event.id()));
    }

    private void refuseBad(EventBatch batch) throws IOException {
        if (batch.events().stream().anyMatch(event -> event.id().equals("bad"))) {
            throw new ServerRefusedException(400, "invalid", "");
        }
        deliver(batch);
    }

    private List<String> take(int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(delivered.poll(10, TimeUnit.SECONDS));
        }
        return taken;
    }

    private static EventBatch.Event event(String id) {
        return new EventBatch.Event(id, "2026-01-01T00:00:00Z", "information", "test", null, null, null, null);
    }
}
