package org.palisade.micro;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder Payara Micro works in. It is made anew at each start, because it would otherwise keep settings and applications of the last one;
 * all of it can be thrown away.
 */
final class Domain {

    private static final FileAttribute<?> OURS_ALONE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;

    private Domain(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder from the unpacked Payara Micro, with our own logging. */
    static Domain fresh(MicroConfig config) throws IOException {
        Domain domain = new Domain(config.home().resolve("domain"));
        domain.delete();
        Path log = config.home().resolve("log");
        Files.createDirectories(log, OURS_ALONE);
        Files.createDirectories(domain.folder, OURS_ALONE);
        Files.createDirectory(domain.temporary(), OURS_ALONE);
        Path payara = config.runtime().resolve("payara");
        for (String part : List.of("config", "lib")) {
            copy(payara.resolve(part), domain.folder.resolve(part));
        }
        String logging;
        try (InputStream template = Domain.class.getResourceAsStream("logging.properties")) {
            logging = new String(template.readAllBytes(), StandardCharsets.UTF_8);
        }
        Files.writeString(domain.folder.resolve("config").resolve("logging.properties"), logging.replace("@log@", log.toString()));
        return domain;
    }

    /** The folder as Payara wants it. */
    File file() {
        return folder.toFile();
    }

    /** Temporary files of this process, so that none lies in a folder shared with others. */
    Path temporary() {
        return folder.resolve("tmp");
    }

    /** Throws all of it away; nothing happens if it is not there. */
    void delete() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path copy = to.resolve(from.relativize(path).toString());
                // Not Files.copy: the installed files may be read-only, and their copies must not be.
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.write(copy, Files.readAllBytes(path));
                }
            }
        }
    }
}
