package org.palisade.protocol.signed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Update indexes, manifests and licences: what is signed is read back, and nothing else is. */
class UpdateStatementsTest {

    private static final Instant TIME = Instant.parse("2026-11-25T00:00:00Z");
    private static final String SHA = "0123456789abcdef".repeat(4);
    private static final KeyPair RELEASE = pair("Ed25519");
    private static final TrustedKeys TRUSTED = TrustedKeys.of(List.of(RELEASE.getPublic()));
    private static final UpdateManifest MANIFEST = new UpdateManifest(UpdateKind.DATABASES, "2026.11.25-1", 42, TIME, "0.1.0",
            List.of(new UpdateManifest.File("main.hdb", 10, SHA), new UpdateManifest.File("main.ndb", 0, SHA)));
    private static final UpdateIndex INDEX = new UpdateIndex("stable", TIME, TIME.plusSeconds(60),
            List.of(new UpdateIndex.Entry(UpdateKind.DATABASES, 42, SHA, "databases-42"), new UpdateIndex.Entry(UpdateKind.MODULES, 1, SHA, "modules-1")));
    private static final LicenceStatement LICENCE = new LicenceStatement(UUID.randomUUID(), UUID.randomUUID(), LicenceStatement.Unit.CORES, LicenceStatement.Type.TRIAL,
            TIME, Optional.of(TIME.plusSeconds(60)), OptionalLong.of(100), LicenceStatement.State.ACTIVE, TIME, 7);

    private static KeyPair pair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] signed(String body) {
        return SignedText.sign(body, RELEASE.getPrivate(), RELEASE.getPublic()).bytes();
    }

    @Test
    void whatIsSignedIsReadBack() throws IOException {
        assertEquals(MANIFEST, UpdateManifest.parse(signed(MANIFEST.body()), TRUSTED));
        assertEquals(INDEX, UpdateIndex.parse(signed(INDEX.body()), TRUSTED));
        assertEquals(LICENCE, LicenceStatement.parse(signed(LICENCE.body()), TRUSTED));
        LicenceStatement endless = new LicenceStatement(LICENCE.id(), LICENCE.tenant(), LICENCE.unit(), LicenceStatement.Type.UNLIMITED, TIME, Optional.empty(),
                OptionalLong.empty(), LicenceStatement.State.ACTIVE, TIME, 1);
        assertEquals(endless, LicenceStatement.parse(signed(endless.body()), TRUSTED));
    }

    @Test
    void anAuthoritysKeySignsLicences() throws IOException {
        KeyPair authority = pair("EC");
        byte[] text = SignedText.sign(LICENCE.body(), authority.getPrivate(), authority.getPublic()).bytes();
        assertEquals(LICENCE, LicenceStatement.parse(text, TrustedKeys.of(List.of(authority.getPublic()))));
        assertThrows(MalformedStatementException.class, () -> LicenceStatement.parse(text, TRUSTED));
    }

    @Test
    void everyFlippedBitIsNoticed() {
        byte[] good = signed(MANIFEST.body());
        for (int i = 0; i < good.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) (1 << bit);
                int place = i;
                int flipped = bit;
                assertThrows(MalformedStatementException.class, () -> UpdateManifest.parse(bad, TRUSTED), () -> "byte " + place + " bit " + flipped);
            }
        }
    }

    @Test
    void everyCutIsNoticed() {
        byte[] good = signed(INDEX.body());
        for (int length = 0; length < good.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(good, length);
            assertThrows(MalformedStatementException.class, () -> UpdateIndex.parse(cut, TRUSTED));
        }
    }

    @Test
    void aKeyThatIsNotTrustedCountsForNothing() {
        KeyPair other = pair("Ed25519");
        byte[] text = SignedText.sign(MANIFEST.body(), other.getPrivate(), other.getPublic()).bytes();
        assertThrows(MalformedStatementException.class, () -> UpdateManifest.parse(text, TRUSTED));
        // It cannot borrow the id of a trusted one.
        byte[] borrowed = SignedText.sign(MANIFEST.body(), other.getPrivate(), RELEASE.getPublic()).bytes();
        assertThrows(MalformedStatementException.class, () -> UpdateManifest.parse(borrowed, TRUSTED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../main.hdb", "/etc/passwd", "a/b", "..", ".", ".hidden", "a b", "manifest", "", "a\\b", "-x", "name\u00e9"})
    void aNameThatCouldLeadElsewhereIsNone(String name) {
        assertThrows(IllegalArgumentException.class, () -> new UpdateManifest.File(name, 1, SHA));
        String body = MANIFEST.body().replace("main.hdb", name);
        if (body.chars().allMatch(c -> c < 127)) {
            assertThrows(MalformedStatementException.class, () -> UpdateManifest.parse(signed(body), TRUSTED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/x", "index", "a/b", ".."})
    void aFolderThatCouldLeadElsewhereIsNone(String folder) {
        assertThrows(MalformedStatementException.class, () -> UpdateIndex.parse(signed(INDEX.body().replace("databases-42", folder)), TRUSTED));
    }

    @Test
    void aSignedManifestOfAnotherFormIsRefusedToo() {
        String body = MANIFEST.body();
        List<String> wrong = new ArrayList<>(List.of(body.replace("sequence 42", "sequence 042"), body.replace("sequence 42", "sequence 0"),
                body.replace("sequence 42", "sequence +42"), body.replace("sequence 42", "sequence 9223372036854775808"),
                body.replace("2026-11-25T00:00:00Z", "2026-11-25T00:00:00.000Z"), body.replace("2026-11-25T00:00:00Z", "+12026-11-25T00:00:00Z"),
                body.replace("kind databases", "kind Databases"), body.replace("kind databases", "kind poems"), body + "more 1\n", body + "\n",
                body.replace("manifest 1", "manifest 2"), body.replace(" 10 ", " -1 "), body.replace(" 10 ", " 1099511627777 "), body.replace(" 10 ", "  10 "),
                body.replace(SHA + " 0", SHA.toUpperCase(java.util.Locale.ROOT) + " 0"), body.replace("main.ndb", "main.hdb"), body.replace("main.ndb", "a.ndb"),
                body.substring(0, body.indexOf("file")), body.replace("minimum-program 0.1.0", "minimum-program new"), INDEX.body(), LICENCE.body()));
        StringBuilder many = new StringBuilder(body.substring(0, body.indexOf("file")));
        for (int i = 0; i < 1001; i++) {
            many.append("file ").append(SHA).append(" 1 f").append(1000 + i).append('\n');
        }
        wrong.add(many.toString());
        for (String text : wrong) {
            assertThrows(MalformedStatementException.class, () -> UpdateManifest.parse(signed(text), TRUSTED), text);
        }
    }

    @Test
    void whatIsTooLongIsNotEvenRead() {
        assertThrows(MalformedStatementException.class, () -> UpdateManifest.parse(new byte[UpdateManifest.LARGEST + 1], TRUSTED));
        assertThrows(MalformedStatementException.class, () -> UpdateIndex.parse(new byte[UpdateIndex.LARGEST + 1], TRUSTED));
        assertThrows(MalformedStatementException.class, () -> LicenceStatement.parse(new byte[LicenceStatement.LARGEST + 1], TRUSTED));
    }

    @Test
    void releaseKeysAreReadFromAFileOrAFolder(@TempDir Path folder) throws IOException {
        assertEquals(List.of(), TrustedKeys.read(folder.resolve("none")).ids());
        assertEquals(List.of(), TrustedKeys.read(folder).ids());
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(RELEASE.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----\n";
        Path file = Files.writeString(folder.resolve("release.pem"), "# a note\n" + pem, StandardCharsets.US_ASCII);
        assertEquals(List.of(TrustedKeys.id(RELEASE.getPublic())), TrustedKeys.read(file).ids());
        assertEquals(List.of(TrustedKeys.id(RELEASE.getPublic())), TrustedKeys.read(folder).ids());
        Files.writeString(folder.resolve("other.pem"), "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(pair("EC").getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n");
        assertThrows(IOException.class, () -> TrustedKeys.read(folder));
    }
}
