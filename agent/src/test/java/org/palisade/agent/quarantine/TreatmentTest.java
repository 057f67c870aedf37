package org.palisade.agent.quarantine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.agent.event.SecurityEvents;
import org.palisade.agent.fake.Eicar;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.file.RawPath;
import org.palisade.agent.ledger.Exemptions;
import org.palisade.protocol.http.EventBatch;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Verdict;

class TreatmentTest {

    private static final Verdict INFECTED = Verdict.infected(Eicar.THREAT, "", "signatures", "set-1");

    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();
    private Path path;

    @BeforeEach
    void plant() throws IOException {
        path = Files.write(folder.resolve("bad"), Eicar.bytes());
    }

    @Test
    void aFileFoundAgainByOneWhoOpenedItBeforeItWasTakenIsToldOfOnce() throws Exception {
        Treatment treatment = treatment(Action.QUARANTINE);
        try (OpenFile second = open()) {
            treat(treatment, open());
            assertFalse(Files.exists(path));
            // Judged only now: without its name the inode is in another state.
            treat(treatment, second);
        }
        assertEquals(List.of("malware-detected quarantined"), told);
    }

    @Test
    void anotherFileWithTheSameContentIsToldOfToo() throws Exception {
        Treatment treatment = treatment(Action.QUARANTINE);
        treat(treatment, open());
        plant();
        treat(treatment, open());
        assertEquals(List.of("malware-detected quarantined", "malware-detected quarantined"), told);
    }

    @Test
    void aFileLeftWhereItIsIsToldOfOncePerState() throws Exception {
        Treatment treatment = treatment(Action.BLOCK);
        treat(treatment, open());
        treat(treatment, open());
        assertEquals(List.of("malware-detected blocked"), told);
        Files.write(path, new byte[] {1});
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        treat(treatment, open());
        assertEquals(2, told.size());
    }

    private Treatment treatment(Action action) throws IOException {
        QuarantineConfig config = new QuarantineConfig(action, 1_000_000);
        Quarantine quarantine = new Quarantine(folder.resolve("vault"), config, new Exemptions(folder.resolve("restored.json")), Clock.systemUTC());
        return new Treatment(config, quarantine, new SecurityEvents(Clock.systemUTC(), this::note), Runnable::run, name -> true);
    }

    private void note(EventBatch.Event event) {
        told.add(event.kind() + " " + event.action());
    }

    private OpenFile open() throws IOException {
        return OpenFile.open(RawPath.of(path));
    }

    private static void treat(Treatment treatment, OpenFile file) throws IOException {
        treatment.treat(file, file.status().version(), file.path(), INFECTED, Optional.of(Digest.of(Digest.computation().digest(Eicar.bytes()))));
    }
}
