package org.palisade.scanserver.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Killed at any moment, an SVM has one whole set of databases. */
@Timeout(120)
class KilledUpdateTest {

    @TempDir
    private Path home;
    private UpdateStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = new UpdateStage(home);
    }

    /** Stands for a kill: nothing after it is done. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void killedAfterAnyStepTheOldOrTheNewSetIsWhole(Step last) throws IOException {
        stage.install(stage.open(), 1);
        stage.install(stage.open(), 2);
        stage.repository.publish(3);
        Updates killed = stage.open(Optional.of(new FolderSource(stage.repository.folder)), step -> {
            if (step == last) {
                throw new Killed();
            }
        });
        assertThrows(Killed.class, killed::update);

        long found = stage.inUse();
        assertEquals(last.compareTo(Step.COMMITTED) >= 0 ? 3 : 2, found);
        stage.assertWhole(found);
        stage.restartEngine();
        assertEquals(2, stage.engine.signatures().getAsLong());
        Updates restarted = stage.open();
        restarted.look();
        stage.engineLooks();
        restarted.look();
        stage.assertWhole(3);
        assertEquals(2, stage.count("sets"));
        assertEquals(1, stage.count("generations"));
        restarted.rollback();
        stage.assertWhole(2);
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
            Generation left = Sets.read(stage.folder);
            assertTrue(left.floor() >= floor, "sequences never go back");
            floor = left.floor();
            stage.assertWhole(stage.inUse());
            if (left.previous().isPresent()) {
                assertTrue(Files.isRegularFile(stage.folder.resolve("sets").resolve(left.previous().get()).resolve("main.ndb")));
            }
        }
        assertTrue(floor >= 20);
        new Sets(stage.folder, Step.Watcher.NONE);
        assertTrue(stage.count("sets") <= 2);
        assertEquals(1, stage.count("generations"));
    }
}
