package org.palisade.server.setup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.secret.control.OwnerOnly;

/**
 * The embedded database's folder. Derby writes {@code service.properties} last: killed while it creates a database, it leaves a folder that it
 * neither opens nor creates again, for ever. Such a folder is moved aside, but only as long as the server has never stood: later its loss must
 * show.
 */
final class EmbeddedDatabase {

    private static final String STARTED = "started";

    private final ServerHome home;

    EmbeddedDatabase(ServerHome home) {
        this.home = home;
    }

    /** Moves aside what a killed first start left; says so. */
    List<String> clear() throws IOException {
        Path folder = home.database();
        if (!Files.isDirectory(folder) || Files.exists(folder.resolve("service.properties")) || inUse(folder.resolve("dbex.lck"))) {
            return List.of();
        }
        if (Files.exists(home.home().resolve(STARTED))) {
            throw new IOException("the database has lost its service.properties: bring the folder back from your backup");
        }
        Path aside = home.home().resolve("db.unfinished");
        for (int i = 2; Files.exists(aside); i++) {
            aside = home.home().resolve("db.unfinished-" + i);
        }
        Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
        return List.of("moved a database aside whose making was interrupted: " + aside.getFileName());
    }

    /** Remembers that the server stood once. */
    void stood(Instant now) throws IOException {
        Path marker = home.home().resolve(STARTED);
        if (!Files.exists(marker)) {
            OwnerOnly.write(marker, (now + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Whether a Derby holds the folder at this moment. */
    private static boolean inUse(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE); FileLock lock = channel.tryLock()) {
            return lock == null;
        }
    }
}
