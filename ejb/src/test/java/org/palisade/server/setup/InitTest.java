package org.palisade.server.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.server.TestClock;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.secret.control.Authority;
import org.palisade.server.secret.control.Pem;

class InitTest {

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private Path home;
    private Path secrets;
    private String said = "";

    @BeforeEach
    void first() {
        home = folder.resolve("server");
        secrets = folder.resolve("secrets");
        assertEquals(0, init());
    }

    @Test
    void everythingIsMadeAndNobodyElseMayReadIt() throws IOException {
        assertEquals(List.of("admin-password", "agent.token", "console.crt", "console.key", "master.key", "svm.token"), names(secrets));
        assertEquals(List.of("authority.crt", "authority.key", "server.p12", "trust.p12"), names(home.resolve("pki")));
        for (Path folder : List.of(secrets, home, home.resolve("pki"))) {
            assertEquals("rwx------", permissions(folder));
        }
        for (String name : names(secrets)) {
            assertEquals("rw-------", permissions(secrets.resolve(name)), name);
        }
        assertTrue(Files.readString(secrets.resolve("admin-password")).strip().length() >= 20);
    }

    @Test
    void aSecondRunChangesNothingAndSaysNothing() throws IOException {
        Map<String, String> before = contents();
        assertEquals(0, init());
        assertEquals(before, contents());
        assertEquals("", said);
    }

    @Test
    void nothingItSaysIsASecret() throws IOException {
        for (String name : List.of("admin-password", "svm.token", "agent.token", "master.key")) {
            assertFalse(said.contains(Files.readString(secrets.resolve(name)).strip()), name);
        }
    }

    @Test
    void tokensCarryTheFingerprintOfTheAuthority() throws IOException {
        EnrolmentToken token = EnrolmentToken.parse(Files.readString(secrets.resolve("svm.token")));
        assertEquals(PeerKind.SVM, token.kind());
        assertEquals(Authority.fingerprint(Pem.readCertificate(home.resolve("pki/authority.crt"))), token.authority());
        assertEquals(PeerKind.AGENT, EnrolmentToken.parse(Files.readString(secrets.resolve("agent.token"))).kind());
    }

    @Test
    void theServersChainEndsAtTheAuthorityAndTheTrustStoreHoldsNobodyElse() throws Exception {
        X509Certificate authority = Pem.readCertificate(home.resolve("pki/authority.crt"));
        KeyStore server = store("server.p12");
        assertEquals(2, server.getCertificateChain("palisade").length);
        assertEquals(authority, server.getCertificateChain("palisade")[1]);
        assertEquals(PeerKind.SERVER, PeerName.in((X509Certificate) server.getCertificate("palisade")).orElseThrow().kind());
        KeyStore trust = store("trust.p12");
        assertEquals(1, trust.size());
        assertEquals(authority, trust.getCertificate("palisade"));
    }

    @Test
    void aNewNameGivesANewServerCertificateAndItsAbsenceDoesNot() throws Exception {
        assertEquals(0, init("--name", "Palisade.example", "--name", "192.0.2.1", "--name", "2001:db8::1"));
        X509Certificate certificate = (X509Certificate) store("server.p12").getCertificate("palisade");
        assertTrue(certificate.getSubjectAlternativeNames().contains(List.of(2, "palisade.example")));
        assertTrue(certificate.getSubjectAlternativeNames().contains(List.of(7, "192.0.2.1")));
        assertEquals(0, init());
        assertEquals(certificate, store("server.p12").getCertificate("palisade"));
    }

    @Test
    void certificatesAreRenewedBeforeTheyEnd() throws Exception {
        var server = store("server.p12").getCertificate("palisade");
        X509Certificate console = Pem.readCertificate(secrets.resolve("console.crt"));
        clock.pass(Duration.ofDays(61));
        assertEquals(0, init());
        assertEquals(server, store("server.p12").getCertificate("palisade"));
        assertNotEquals(console, Pem.readCertificate(secrets.resolve("console.crt")));
        clock.pass(Duration.ofDays(275));
        assertEquals(0, init());
        assertNotEquals(server, store("server.p12").getCertificate("palisade"));
    }

    @Test
    void aPasswordDeletedSinceIsNotMadeAgain() throws IOException {
        Files.delete(secrets.resolve("admin-password"));
        assertEquals(0, init());
        assertFalse(Files.exists(secrets.resolve("admin-password")));
    }

    @Test
    void aRunThatWasKilledIsCompletedByTheNext() throws IOException {
        String password = Files.readString(secrets.resolve("admin-password"));
        for (String lost : List.of("server/initialised", "secrets/agent.token", "secrets/console.crt", "server/pki/trust.p12")) {
            Files.delete(folder.resolve(lost));
        }
        assertEquals(0, init());
        assertTrue(Files.exists(secrets.resolve("agent.token")));
        assertTrue(Files.exists(secrets.resolve("console.crt")));
        assertEquals(password, Files.readString(secrets.resolve("admin-password")));
    }

    @Test
    void aLostMasterKeyIsAnErrorNotAReasonForANewOne() throws IOException {
        Files.delete(secrets.resolve("master.key"));
        assertEquals(1, init());
        assertTrue(said.contains("backup"), said);
        assertFalse(Files.exists(secrets.resolve("master.key")));
    }

    @Test
    void aDatabaseWhoseMakingWasInterruptedIsMovedAside() throws IOException {
        Files.createDirectories(home.resolve("db/seg0"));
        assertEquals(0, init());
        assertFalse(Files.exists(home.resolve("db")));
        assertTrue(Files.exists(home.resolve("db.unfinished/seg0")));
        assertTrue(said.contains("interrupted"), said);
    }

    @Test
    void aDatabaseThatOnceServedIsNeverMovedAside() throws IOException {
        Files.createDirectories(home.resolve("db/seg0"));
        new EmbeddedDatabase(new ServerHome(home, secrets)).stood(clock.instant());
        assertEquals(1, init());
        assertTrue(said.contains("backup"), said);
        assertTrue(Files.exists(home.resolve("db/seg0")));
    }

    @Test
    void aSecretsFolderLeftOpenIsClosed() throws IOException {
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(0, init());
        assertEquals("rwx------", permissions(secrets));
    }

    @Test
    void derivedPasswordsAreTheSameEachTimeAndDiffer() throws IOException {
        assertEquals(0, run("derive", "--secrets", secrets.toString(), "derby-boot"));
        String boot = said.strip();
        assertEquals(0, run("derive", "--secrets", secrets.toString(), "keystore"));
        assertEquals(DerivedSecrets.of(secrets).keyStorePassword(), said.strip());
        assertEquals(DerivedSecrets.of(secrets).derbyBootPassword(), boot);
        assertNotEquals(boot, said.strip());
        assertEquals(64, boot.length());
    }

    @Test
    void wrongUsageSaysSoAndHelpHelps() {
        for (String[] wrong : new String[][] {{}, {"--home"}, {"--hom", "x"}, {"derive", "derby-boot"}, {"derive", "--secrets", "x", "y", "z"}}) {
            assertEquals(2, run(wrong), String.join(" ", wrong));
        }
        assertEquals(2, run("derive", "--secrets", secrets.toString(), "everything"));
        assertEquals(1, run("derive", "--secrets", folder.resolve("none").toString(), "keystore"));
        assertEquals(0, run("--help"));
        assertTrue(said.startsWith("Usage"));
    }

    private int init(String... more) {
        return run(Stream.concat(Stream.of("--home", home.toString(), "--secrets", secrets.toString()), Stream.of(more)).toArray(String[]::new));
    }

    private int run(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int code = Init.run(arguments, out, out, clock);
        said = bytes.toString(StandardCharsets.UTF_8);
        return code;
    }

    private KeyStore store(String name) throws Exception {
        return KeyStore.getInstance(home.resolve("pki").resolve(name).toFile(), DerivedSecrets.of(secrets).keyStorePassword().toCharArray());
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(folder.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
