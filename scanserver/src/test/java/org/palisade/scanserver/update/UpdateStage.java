package org.palisade.scanserver.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.palisade.scanserver.engine.container.ContainerConfig;
import org.palisade.scanserver.engine.signatures.SignatureEngine;
import org.palisade.scanserver.engine.signatures.SignaturesConfig;
import org.palisade.scanserver.report.SvmEvents.Kind;

/** An SVM with a repository to update from, an engine that takes up what comes, and a time that is set by hand. */
final class UpdateStage {

    final Path folder;
    final TestRepository repository;
    SignatureEngine engine;
    boolean licensed = true;
    Instant now = TestRepository.CREATED.plusSeconds(60);
    long nanos;
    final List<Kind> events = new ArrayList<>();
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

    UpdateStage(Path home) throws IOException {
        folder = home.resolve("updates");
        repository = new TestRepository(home);
        restartEngine();
    }

    /** As after a restart of the process: the engine has loaded what it found. */
    void restartEngine() throws IOException {
        engine = new SignatureEngine(SignaturesConfig.defaults(Sets.current(folder)), ContainerConfig.defaults(folder.resolve("spool")));
    }

    Updates open(Optional<UpdateSource> source, Step.Watcher watcher) throws IOException {
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

    Updates open() throws IOException {
        return open(Optional.of(new FolderSource(repository.folder)), Step.Watcher.NONE);
    }

    /** The engine loads a folder that stood still between two looks. */
    void engineLooks() {
        engine.refresh();
        engine.refresh();
    }

    void install(Updates updates, long sequence) throws IOException {
        repository.publish(sequence);
        assertTrue(updates.update());
        engineLooks();
        updates.look();
        assertEquals(UpdateStatus.State.FRESH, updates.status().state());
    }

    long inUse() throws IOException {
        return Sets.read(folder).current().isEmpty() ? 0 : Sets.manifest(folder, Sets.read(folder).current().get()).sequence();
    }

    /** What is found where the engine looks is the whole content of that sequence. */
    void assertWhole(long sequence) throws IOException {
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

    long count(String part) throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve(part))) {
            return all.count();
        }
    }
}
