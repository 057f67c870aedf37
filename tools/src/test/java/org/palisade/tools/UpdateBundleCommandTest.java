package org.palisade.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class UpdateBundleCommandTest {

    @TempDir
    private Path folder;
    private StringWriter said;

    private int run(String... arguments) {
        said = new StringWriter();
        CommandLine line = Main.line().setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
        return line.execute(arguments);
    }

    private int sign(String... more) {
        String[] all = {"update-bundle", "sign", "--repository", in("repository"), "--content", in("content"), "--key", in("release.key")};
        String[] arguments = java.util.Arrays.copyOf(all, all.length + more.length);
        System.arraycopy(more, 0, arguments, all.length, more.length);
        return run(arguments);
    }

    private int verify() {
        return run("update-bundle", "verify", "--repository", in("repository"), "--keys", in("release.pem"));
    }

    private String in(String name) {
        return folder.resolve(name).toString();
    }

    @BeforeEach
    void make() throws IOException {
        Files.createDirectory(folder.resolve("content"));
        Files.writeString(folder.resolve("content/main.hdb"), "aa:1:Name\n");
        Files.writeString(folder.resolve("content/.hidden"), "x");
        assertEquals(0, run("update-bundle", "keygen", "--key", in("release.key")), () -> said.toString());
    }

    @Test
    void aKeyIsTheOwnersAloneAndNeverOverwritten() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("release.key"))));
        assertEquals(1, run("update-bundle", "keygen", "--key", in("release.key")));
    }

    @Test
    void whatIsSignedIsGoodAndCountsUp() throws IOException {
        assertEquals(0, sign("--package-version", "v1"), () -> said.toString());
        assertEquals(0, sign("--package-version", "v2"), () -> said.toString());
        assertTrue(said.toString().contains("sequence 2, 1 files"), said.toString());
        assertEquals(0, sign("--kind", "modules"), () -> said.toString());
        assertEquals(0, verify(), () -> said.toString());
        assertTrue(said.toString().contains("databases v2, sequence 2") && said.toString().contains("modules "), said.toString());
        assertEquals(0, run("update-bundle", "renew", "--repository", in("repository"), "--key", in("release.key"), "--days", "90"), () -> said.toString());
        assertEquals(0, verify(), () -> said.toString());
    }

    @Test
    void aTouchedFileIsFound() throws IOException {
        sign();
        Files.writeString(folder.resolve("repository/stable/databases-1/main.hdb"), "bb:1:Name\n");
        assertEquals(1, verify());
        assertTrue(said.toString().contains("main.hdb"), said.toString());
    }

    @Test
    void anotherKeyIsNotTaken() throws IOException {
        sign();
        run("update-bundle", "keygen", "--key", in("other.key"));
        assertEquals(1, run("update-bundle", "verify", "--repository", in("repository"), "--keys", in("other.pem")));
        Files.copy(folder.resolve("other.pem"), folder.resolve("release.pem"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertEquals(1, sign());
    }

    @Test
    void aNameThatCannotTravelIsRefused() throws IOException {
        Files.writeString(folder.resolve("content/two words.hdb"), "x");
        assertEquals(1, sign());
        assertEquals(1, sign("--channel", "../x"));
    }
}
