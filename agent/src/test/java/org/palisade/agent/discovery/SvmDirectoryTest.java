package org.palisade.agent.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.protocol.http.SvmList;

class SvmDirectoryTest {

    private static final UUID LOW = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final UUID HIGH = UUID.fromString("00000000-0000-0000-0000-000000000002");

    @TempDir
    Path folder;

    private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();

    @Test
    void theSvmWithFewestAgentsComesFirstThenTheLessLoadedThenById() {
        Svm few = new Svm(HIGH, "a", 1, 90, 1);
        Svm calm = new Svm(HIGH, "b", 1, 10, 2);
        Svm busy = new Svm(LOW, "c", 1, 50, 2);
        Svm first = new Svm(LOW, "d", 1, 10, 2);
        assertEquals(List.of(few, first, calm, busy), List.of(busy, calm, first, few).stream().sorted(Svm.BEST_FIRST).toList());
    }

    @Test
    void theLastListIsUsedWhileTheIntegrationServerIsAway() throws Exception {
        try (SvmDirectory directory = directory(() -> list(entry(LOW.toString(), 9877)))) {
            directory.start();
            changes.poll(10, TimeUnit.SECONDS);
        }
        try (SvmDirectory directory = directory(() -> {
            throw new IOException("away");
        })) {
            assertEquals(List.of(LOW), directory.known().stream().map(Svm::id).toList());
        }
    }

    @Test
    void aLossIsAnsweredByAskingAtOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        try (SvmDirectory directory = directory(() -> {
            asked.countDown();
            return list(entry(LOW.toString(), 9877));
        })) {
            directory.connected(LOW);
            directory.start();
            changes.poll(10, TimeUnit.SECONDS);
            directory.lost();
            assertTrue(asked.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aChangeThatIsToldIsAskedForSoonAndNotMoreOftenThanEveryFiveSeconds() throws Exception {
        AtomicLong clock = new AtomicLong();
        // The directory waits for its next turn once it has read the clock a second time for it: the first turn reads it once.
        CountDownLatch waits = new CountDownLatch(3);
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        SvmDirectory.Source source = () -> {
            asked.add("asked");
            return list(entry(LOW.toString(), 9877));
        };
        try (SvmDirectory directory = new SvmDirectory(config(""), source, folder.resolve("svms.json"), () -> {
            waits.countDown();
            return clock.get();
        }, () -> { })) {
            directory.connected(LOW);
            directory.start();
            assertEquals("asked", asked.poll(10, TimeUnit.SECONDS));
            assertTrue(waits.await(10, TimeUnit.SECONDS));
            directory.askSoon();
            directory.askSoon();
            clock.addAndGet(TimeUnit.SECONDS.toNanos(4));
            directory.connected(LOW);
            assertNull(asked.poll(100, TimeUnit.MILLISECONDS));
            clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
            directory.connected(LOW);
            assertEquals("asked", asked.poll(10, TimeUnit.SECONDS));
            clock.addAndGet(TimeUnit.SECONDS.toNanos(20));
            directory.connected(LOW);
            assertNull(asked.poll(100, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void anAnswerThatMakesUsStumbleIsNotTheLastOneAskedFor() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        try (SvmDirectory directory = directory(() -> {
            asked.countDown();
            if (asked.getCount() == 1) {
                throw new IllegalStateException("made up by a test");
            }
            return list(entry(LOW.toString(), 9877));
        })) {
            directory.start();
            while (asked.getCount() == 2) {
                Thread.onSpinWait();
            }
            directory.lost();
            assertTrue(asked.await(10, TimeUnit.SECONDS));
            changes.poll(10, TimeUnit.SECONDS);
            assertEquals(List.of(LOW), directory.known().stream().map(Svm::id).toList());
        }
    }

    @Test
    void anEntryThatMakesNoSenseIsLeftOut() throws Exception {
        try (SvmDirectory directory = directory(() -> list(entry("nobody", 9877), entry(LOW.toString(), 0), entry(HIGH.toString(), 9877)))) {
            directory.start();
            changes.poll(10, TimeUnit.SECONDS);
            assertEquals(List.of(HIGH), directory.known().stream().map(Svm::id).toList());
        }
    }

    @Test
    void aFixedListIsTakenAsItIs() {
        assertEquals(new Svm(LOW, "::1", 9877, 0, 0), Svm.parse("::1:9877#" + LOW));
        assertThrows(IllegalArgumentException.class, () -> Svm.parse("host:9877"));
        assertThrows(IllegalArgumentException.class, () -> Svm.parse("host:99999#" + LOW));
    }

    @Test
    void withoutAnSvmInScopeThereIsNoneAndTheOthersAreNamed() throws Exception {
        try (SvmDirectory directory = new SvmDirectory(config("svm.algorithm=extended"), () -> list("kind=v host=h1", "A kind=v host=h2"), folder.resolve("svms.json"),
                System::nanoTime, () -> changes.add("changed"))) {
            directory.start();
            assertEquals("changed", changes.poll(10, TimeUnit.SECONDS));
            assertEquals(List.of(), directory.known());
            assertEquals(List.of(Exclusion.SCOPE), directory.leftOut().stream().map(SvmChoice.LeftOut::why).toList());
        }
    }

    @Test
    void aGuestThatMovedToAnotherHostMovesToTheSvmThereOnceItsConnectionHasSettled() throws Exception {
        AtomicLong clock = new AtomicLong();
        AtomicReference<String> host = new AtomicReference<>("kind=v host=h1");
        SvmDirectory.Source source = () -> list(host.get(), "A kind=v host=h1; B kind=v host=h2");
        try (SvmDirectory directory = new SvmDirectory(config("svm.settle-seconds=60"), source, folder.resolve("svms.json"), clock::get, () -> changes.add("changed"))) {
            directory.start();
            assertEquals("changed", changes.poll(10, TimeUnit.SECONDS));
            assertEquals("A", Candidate.letter(directory.known().get(0)));
            host.set("kind=v host=h2");
            directory.lost();
            assertEquals("changed", changes.poll(10, TimeUnit.SECONDS));
            directory.connected(Candidate.id("A"));
            assertEquals("B", Candidate.letter(directory.known().get(0)));
            clock.addAndGet(TimeUnit.SECONDS.toNanos(59));
            assertEquals(Optional.empty(), directory.move());
            clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertEquals("B", Candidate.letter(directory.move().orElseThrow().to().orElseThrow()));
            directory.connected(Candidate.id("B"));
            clock.addAndGet(TimeUnit.SECONDS.toNanos(60));
            assertEquals(Optional.empty(), directory.move());
        }
    }

    @Test
    void theOwnPlaceOutlivesARestartWithTheList() throws Exception {
        try (SvmDirectory directory = directory(() -> list("kind=v host=h2", "A kind=v host=h1; B agents=9 kind=v host=h2"))) {
            directory.start();
            assertEquals("changed", changes.poll(10, TimeUnit.SECONDS));
        }
        try (SvmDirectory directory = directory(() -> {
            throw new IOException("away");
        })) {
            assertEquals("B", Candidate.letter(directory.known().get(0)));
        }
    }

    @Test
    void aBrokenListOnDiskIsLeftOut() throws Exception {
        Files.writeString(folder.resolve("svms.json"), "{\"svms\":[{\"id\":\"" + LOW);
        try (SvmDirectory directory = directory(() -> list(entry(LOW.toString(), 9877)))) {
            assertEquals(List.of(), directory.known());
        }
        Files.writeString(folder.resolve("svms.json"), "{\"svms\":[null,{}],\"place\":{}}");
        try (SvmDirectory directory = directory(() -> list(entry(LOW.toString(), 9877)))) {
            assertEquals(List.of(), directory.known());
        }
    }

    private static DiscoveryConfig config(String settings) throws SettingsException {
        return DiscoveryConfig.of(Settings.parse(settings.getBytes(StandardCharsets.UTF_8)));
    }

    private static SvmList list(String own, String svms) {
        return new SvmList(Arrays.stream(svms.split(";")).map(line -> Candidate.entry(line.strip())).toList(), Candidate.place(own));
    }

    private SvmDirectory directory(SvmDirectory.Source source) throws SettingsException {
        return new SvmDirectory(config(""), source, folder.resolve("svms.json"), System::nanoTime, () -> changes.add("changed"));
    }

    private static SvmList list(SvmList.Entry... entries) {
        return new SvmList(List.of(entries), null);
    }

    private static SvmList.Entry entry(String id, int port) {
        return new SvmList.Entry(id, "127.0.0.1", port, null, "1", 1, "set", 0, 0, 0, null, null, null, false, null, null, null, false);
    }
}
