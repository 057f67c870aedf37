package org.palisade.scanserver.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palisade.protocol.signed.UpdateIndex;
import org.palisade.protocol.signed.UpdateKind;
import org.palisade.scanserver.engine.signatures.SignatureEngine;
import org.palisade.scanserver.engine.container.ContainerConfig;
import org.palisade.scanserver.engine.signatures.SignaturesConfig;
import org.palisade.scanserver.report.SvmEvents.Kind;

@Timeout(120)
class UpdatesTest {

    /** Stands for a kill: nothing after it is done. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @TempDir
    private Path home;
    private Path folder;
    private TestRepository repository;
    private SignatureEngine engine;
    private boolean licensed = true;
    private Instant now = TestRepository.CREATED.plusSeconds(60);
    private long nanos;
    private final List<Kind> events = new ArrayList<>();
    private final Uptake uptake = new Uptake() {
        @Override
        public String signatureSet() {
            return engine.signatureSet();
        }

        @Override
        public OptionalLong signatures() {
            return engine.signatures();
        }
    };

    @BeforeEach
    void start() throws IOException {
        folder = home.resolve("updates");
        repository = new TestRepository(home);
        engine = new SignatureEngine(SignaturesConfig.defaults(Sets.current(folder)), ContainerConfig.defaults(folder.resolve("spool")));
    }

    private Updates open(Optional<UpdateSource> source, Step.Watcher watcher) throws IOException {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        return new Updates(repository.config(folder), source, new Updates.Surroundings(uptake, () -> licensed, events::add, clock, () -> nanos, "0.1.0"), watcher);
    }

    private Updates open() throws IOException {
        return open(Optional.of(new FolderSource(repository.folder)), Step.Watcher.NONE);
    }

    /** The engine loads a folder that stood still between two looks. */
    private void engineLooks() {
        engine.refresh();
        engine.refresh();
    }

    private void install(Updates updates, long sequence) throws IOException {
        repository.publish(sequence);
        assertTrue(updates.update());
        engineLooks();
        updates.look();
        assertEquals(UpdateStatus.State.FRESH, updates.status().state());
    }

    private long inUse() throws IOException {
        return Sets.read(folder).current().isEmpty() ? 0 : Sets.manifest(folder, Sets.read(folder).current().get()).sequence();
    }

    /** What is found where the engine looks is the whole content of that sequence. */
    private static void assertWhole(Path folder, long sequence) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(Sets.current(folder))) {
            for (Path file : files.toList()) {
                if (!file.endsWith("manifest")) {
                    found.put(file.getFileName().toString(), Files.readString(file));
                }
            }
        }
        assertEquals(TestRepository.content(sequence), found);
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    void aPackageIsCheckedSwappedInLoadedAndReported() throws IOException {
        Updates updates = open();
        repository.publish(1);
        updates.look();
        assertEquals(UpdateStatus.State.TRIAL, updates.status().state());
        assertEquals(List.of(), events);
        engineLooks();
        updates.look();
        assertEquals(UpdateStatus.State.FRESH, updates.status().state());
        assertEquals(List.of(Kind.UPDATED), events);
        assertEquals("v1", updates.status().current().orElseThrow().version());
        assertEquals(Duration.ofSeconds(60), updates.status().age(now).orElseThrow());
        assertEquals(2, engine.signatures().getAsLong());
        assertWhole(folder, 1);
    }

    @Test
    void theRepositoryIsLookedAtInItsRhythmOnly() throws IOException {
        Updates updates = open();
        install(updates, 1);
        repository.publish(2);
        nanos += Duration.ofMinutes(59).toNanos();
        updates.look();
        assertEquals(1, inUse());
        nanos += Duration.ofMinutes(1).toNanos();
        updates.look();
        assertEquals(2, inUse());
    }

    @Test
    void aRollbackRestoresExactlyOneSetAndHoldsUntilANewerOneComes() throws IOException {
        Updates updates = open();
        assertThrows(RefusedUpdateException.class, updates::rollback);
        for (long sequence = 1; sequence <= 3; sequence++) {
            install(updates, sequence);
        }
        assertEquals(2, count(folder.resolve("sets")));
        String third = engine.signatureSet();
        updates.rollback();
        assertWhole(folder, 2);
        engineLooks();
        assertFalse(engine.signatureSet().equals(third));
        assertThrows(RefusedUpdateException.class, updates::rollback);
        assertEquals(1, count(folder.resolve("sets")));
        assertTrue(updates.status().held());
        // The bad one does not come back, not even after a restart; the next one does.
        assertFalse(updates.update());
        updates = open();
        assertFalse(updates.update());
        install(updates, 4);
        assertFalse(updates.status().held());
        assertEquals(4, inUse());
    }

    @Test
    void anOlderPackageNeverComesIn() throws IOException {
        Updates updates = open();
        install(updates, 5);
        repository.publish(4);
        assertThrows(RefusedUpdateException.class, updates::update);
        assertEquals(5, inUse());
        assertEquals(UpdateStatus.State.FAILING, updates.status().state());
    }

    @Test
    void anExpiredIndexIsNotUsed() throws IOException {
        Updates updates = open();
        repository.publish(1, TestRepository.content(1), "0.1", TestRepository.CREATED.plusSeconds(60));
        assertThrows(RefusedUpdateException.class, updates::update);
        assertEquals(0, inUse());
    }

    @Test
    void aFailureIsAnEventOnceUntilAnotherOne() throws IOException {
        Updates updates = open();
        updates.look();
        nanos += Duration.ofHours(1).toNanos();
        updates.look();
        assertEquals(List.of(Kind.UPDATE_FAILED, Kind.DATABASES_STALE), events);
        licensed = false;
        repository.publish(1);
        nanos += Duration.ofHours(1).toNanos();
        updates.look();
        assertEquals(List.of(Kind.UPDATE_FAILED, Kind.DATABASES_STALE, Kind.UPDATE_FAILED), events);
    }

    @Test
    void withoutALicenceNothingIsInstalled() throws IOException {
        Updates updates = open();
        repository.publish(1);
        licensed = false;
        assertTrue(assertThrows(RefusedUpdateException.class, updates::update).getMessage().contains("licence"));
        assertEquals(0, inUse());
        licensed = true;
        assertTrue(updates.update());
    }

    @Test
    void databasesGrowStaleOnceAndAreFreshAgainAfterAnUpdate() throws IOException {
        Updates updates = open();
        install(updates, 1);
        now = TestRepository.CREATED.plus(Duration.ofHours(72));
        updates.look();
        assertEquals(List.of(Kind.UPDATED), events);
        now = now.plusMillis(1);
        updates.look();
        updates.look();
        assertEquals(List.of(Kind.UPDATED, Kind.DATABASES_STALE), events);
        assertEquals(UpdateStatus.State.STALE, updates.status().state());
    }

    @Test
    void aSetWithoutASignatureTheEngineUnderstandsIsTakenBack() throws IOException {
        Updates updates = open();
        install(updates, 1);
        repository.publish(2, Map.of("main.ndb", "nonsense\n"));
        assertTrue(updates.update());
        engineLooks();
        updates.look();
        assertWhole(folder, 1);
        assertEquals(List.of(Kind.UPDATED, Kind.ROLLED_BACK), events);
        engineLooks();
        assertEquals(2, engine.signatures().getAsLong());
        assertFalse(updates.update());
    }

    @Test
    void aSetTheEngineDoesNotLoadIsTakenBackAfterAWhile() throws IOException {
        Updates updates = open();
        install(updates, 1);
        // No file the engine would read: it keeps what it has.
        repository.publish(2, Map.of("readme.txt", "nothing\n"));
        assertTrue(updates.update());
        engineLooks();
        updates.look();
        assertEquals(2, inUse());
        nanos += Duration.ofSeconds(300).toNanos();
        updates.look();
        assertEquals(1, inUse());
        assertEquals(List.of(Kind.UPDATED, Kind.ROLLED_BACK), events);
    }

    @Test
    void theSameFilesUnderANewNumberNeedNoTrial() throws IOException {
        Updates updates = open();
        install(updates, 1);
        repository.publish(2, TestRepository.content(1));
        assertTrue(updates.update());
        assertEquals(UpdateStatus.State.FRESH, updates.status().state());
        assertEquals(2, inUse());
    }

    @Test
    void aTrialGoesOnAfterARestart() throws IOException {
        repository.publish(1);
        assertTrue(open().update());
        engine = new SignatureEngine(SignaturesConfig.defaults(Sets.current(folder)), ContainerConfig.defaults(folder.resolve("spool")));
        Updates restarted = open();
        restarted.look();
        assertEquals(UpdateStatus.State.FRESH, restarted.status().state());
        assertFalse(Updates.takeBackTrial(repository.config(folder)));
    }

    @Test
    void aSetOnTrialThatCannotBeLoadedAtStartIsTakenBack() throws IOException {
        install(open(), 1);
        repository.publish(2);
        assertTrue(open().update());
        assertTrue(Updates.takeBackTrial(repository.config(folder)));
        assertWhole(folder, 1);
    }

    @Test
    void aPackageForANewerProgramWaits() throws IOException {
        Updates updates = open();
        repository.publish(1, TestRepository.content(1), "0.2", now.plusSeconds(60));
        assertTrue(assertThrows(RefusedUpdateException.class, updates::update).getMessage().contains("0.2"));
        assertTrue(ProgramVersion.reaches("1.10.0-SNAPSHOT", "1.9.9"));
        assertFalse(ProgramVersion.reaches("1.9", "1.9.1"));
        assertTrue(ProgramVersion.reaches("development", "9"));
    }

    @Test
    void whatAPackageHoldsMustBeWhatItsManifestSays() throws IOException {
        Updates updates = open();
        for (String wrong : List.of("", "x", TestRepository.content(1).get("main.hdb") + "more", TestRepository.content(1).get("main.hdb").replace('a', 'b'))) {
            repository.publish(1);
            Files.writeString(repository.folder.resolve("stable/databases-1/main.hdb"), wrong);
            assertThrows(RefusedUpdateException.class, updates::update);
            assertEquals(0, inUse());
        }
        repository.publish(1);
        Files.delete(repository.folder.resolve("stable/databases-1/main.hdb"));
        assertThrows(RefusedUpdateException.class, updates::update);
        Files.createDirectory(repository.folder.resolve("stable/databases-1/main.hdb"));
        assertThrows(RefusedUpdateException.class, updates::update);
        assertEquals(0, inUse());
    }

    @Test
    void aPackageLargerThanAllowedIsRefusedBeforeItIsFetched() throws IOException {
        Updates updates = open();
        repository.publish(1, Map.of("main.hdb", "x".repeat((1 << 20) + 1)));
        assertTrue(assertThrows(RefusedUpdateException.class, updates::update).getMessage().contains("update.largest"));
    }

    @Test
    void piecesSignedForOtherPurposesCannotBePutTogether() throws IOException {
        Updates updates = open();
        repository.publish(1);
        repository.publish(2);
        // The index of 2 with the manifest of 1; an index that lies about the sequence; another channel's index; anything unsigned.
        Files.copy(repository.folder.resolve("stable/databases-1/manifest"), repository.folder.resolve("stable/databases-2/manifest"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThrows(RefusedUpdateException.class, updates::update);
        byte[] manifest = Files.readAllBytes(repository.folder.resolve("stable/databases-1/manifest"));
        repository.index(new UpdateIndex("stable", now, now.plusSeconds(60), List.of(new UpdateIndex.Entry(UpdateKind.DATABASES, 9, TestRepository.sha(manifest), "databases-1"))));
        assertThrows(RefusedUpdateException.class, updates::update);
        repository.index(new UpdateIndex("beta", now, now.plusSeconds(60), List.of(new UpdateIndex.Entry(UpdateKind.DATABASES, 1, TestRepository.sha(manifest), "databases-1"))));
        assertThrows(RefusedUpdateException.class, updates::update);
        Files.writeString(repository.folder.resolve("stable/index"), "palisade-update-index 1\n");
        assertThrows(RefusedUpdateException.class, updates::update);
        assertEquals(0, inUse());
    }

    @Test
    void anEndlessSourceIsLeft() throws IOException {
        Updates updates = open(Optional.of(path -> new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        }), Step.Watcher.NONE);
        assertThrows(RefusedUpdateException.class, updates::update);
    }

    @Test
    void withoutKeysNothingIsTrusted() throws IOException {
        repository.publish(1);
        Files.delete(repository.keys);
        Updates updates = open();
        assertThrows(RefusedUpdateException.class, updates::update);
    }

    @Test
    void whereNobodyWantsUpdatesAnOrderIsRefusedAndNothingIsStale() throws IOException {
        Updates updates = open(Optional.empty(), Step.Watcher.NONE);
        assertTrue(assertThrows(RefusedUpdateException.class, updates::update).getMessage().contains("update.source is not set"));
        assertEquals(List.of(), events);
        assertEquals(Optional.empty(), updates.status().problem());
    }

    @Test
    void anotherSourceDoesAsWell() throws IOException {
        repository.publish(1);
        Updates updates = open(Optional.of(path -> new ByteArrayInputStream(Files.readAllBytes(repository.folder.resolve(path)))), Step.Watcher.NONE);
        assertTrue(updates.update());
        assertWhole(folder, 1);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void killedAfterAnyStepTheOldOrTheNewSetIsWhole(Step last) throws IOException {
        install(open(), 1);
        install(open(), 2);
        repository.publish(3);
        Updates killed = open(Optional.of(new FolderSource(repository.folder)), step -> {
            if (step == last) {
                throw new Killed();
            }
        });
        assertThrows(Killed.class, killed::update);

        long found = inUse();
        assertEquals(last.compareTo(Step.COMMITTED) >= 0 ? 3 : 2, found);
        assertWhole(folder, found);
        engine = new SignatureEngine(SignaturesConfig.defaults(Sets.current(folder)), ContainerConfig.defaults(folder.resolve("spool")));
        assertEquals(2, engine.signatures().getAsLong());
        Updates restarted = open();
        restarted.look();
        engineLooks();
        restarted.look();
        assertWhole(folder, 3);
        assertEquals(2, count(folder.resolve("sets")));
        assertEquals(1, count(folder.resolve("generations")));
        restarted.rollback();
        assertWhole(folder, 2);
    }

    /** A process of its own that installs one package after the other and says each step. */
    static final class Endless {

        private Endless() {
        }

        public static void main(String[] args) throws IOException {
            Path home = Path.of(args[0]);
            Path folder = home.resolve("updates");
            TestRepository repository = new TestRepository(home);
            Uptake knowsNothing = new Uptake() {
                @Override
                public String signatureSet() {
                    return "any";
                }

                @Override
                public OptionalLong signatures() {
                    return OptionalLong.empty();
                }
            };
            Updates updates = new Updates(repository.config(folder), Optional.of(new FolderSource(repository.folder)), new Updates.Surroundings(knowsNothing, () -> true,
                    kind -> { }, Clock.fixed(TestRepository.CREATED, ZoneOffset.UTC), () -> 0, "0.1.0"), System.out::println);
            long sequence = Sets.read(folder).floor();
            while (true) {
                sequence++;
                repository.publish(sequence);
                updates.update();
            }
        }
    }

    @Test
    void killedManyTimesTheSetInUseIsAlwaysWhole() throws Exception {
        long floor = 0;
        for (int kill = 0; kill < 20; kill++) {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), Endless.class.getName(), home.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try (BufferedReader steps = process.inputReader(StandardCharsets.US_ASCII)) {
                // One more step each time, so that the kill falls everywhere.
                for (int step = 0; step < 10 + kill; step++) {
                    assertTrue(steps.readLine() != null, "the process ended by itself");
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
            Generation left = Sets.read(folder);
            assertTrue(left.floor() >= floor, "sequences never go back");
            floor = left.floor();
            assertWhole(folder, inUse());
            if (left.previous().isPresent()) {
                assertTrue(Files.isRegularFile(folder.resolve("sets").resolve(left.previous().get()).resolve("main.ndb")));
            }
        }
        assertTrue(floor >= 20);
        new Sets(folder, Step.Watcher.NONE);
        assertTrue(count(folder.resolve("sets")) <= 2);
        assertEquals(1, count(folder.resolve("generations")));
    }
}
