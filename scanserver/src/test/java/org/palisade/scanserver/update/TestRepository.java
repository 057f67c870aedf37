package org.palisade.scanserver.update;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.signed.SignedText;
import org.palisade.protocol.signed.UpdateIndex;
import org.palisade.protocol.signed.UpdateKind;
import org.palisade.protocol.signed.UpdateManifest;

/** A repository in a folder and the key that signs it. */
final class TestRepository {

    static final Instant CREATED = Instant.parse("2026-11-25T00:00:00Z");

    final Path folder;
    final Path keys;
    private final KeyPair release;

    TestRepository(Path home) throws IOException {
        folder = home.resolve("repository");
        keys = home.resolve("release.pem");
        try {
            release = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        Files.writeString(keys, "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(release.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----\n");
    }

    UpdateConfig config(Path folder) {
        return new UpdateConfig(java.util.Optional.of(this.folder), "stable", keys, Duration.ofHours(1), Duration.ofHours(72), Duration.ofSeconds(300), 1 << 20, folder);
    }

    /** What a package with that sequence holds. */
    static Map<String, String> content(long sequence) {
        return new TreeMap<>(Map.of("main.hdb", "a".repeat(32) + ":" + sequence + ":Test.Hash." + sequence + "\n",
                "main.ndb", "Test.Body." + sequence + ":0:*:" + "0102030405060708" + String.format("%016x", sequence) + "\n"));
    }

    void publish(long sequence) throws IOException {
        publish(sequence, content(sequence));
    }

    void publish(long sequence, Map<String, String> content) throws IOException {
        publish(sequence, content, "0.1", CREATED.plus(Duration.ofDays(365)));
    }

    void publish(long sequence, Map<String, String> content, String minimum, Instant expires) throws IOException {
        Path made = Files.createDirectories(folder.resolve("stable/databases-" + sequence));
        List<UpdateManifest.File> files = new ArrayList<>();
        for (Map.Entry<String, String> file : new TreeMap<>(content).entrySet()) {
            byte[] bytes = file.getValue().getBytes(StandardCharsets.US_ASCII);
            Files.write(made.resolve(file.getKey()), bytes);
            files.add(new UpdateManifest.File(file.getKey(), bytes.length, sha(bytes)));
        }
        byte[] manifest = sign(new UpdateManifest(UpdateKind.DATABASES, "v" + sequence, sequence, CREATED, minimum, files).body());
        Files.write(made.resolve("manifest"), manifest);
        index(new UpdateIndex("stable", CREATED, expires, List.of(new UpdateIndex.Entry(UpdateKind.DATABASES, sequence, sha(manifest), "databases-" + sequence))));
    }

    void index(UpdateIndex index) throws IOException {
        Files.write(folder.resolve("stable/index"), sign(index.body()));
    }

    byte[] sign(String body) {
        return SignedText.sign(body, release.getPrivate(), release.getPublic()).bytes();
    }

    static String sha(byte[] bytes) {
        return HexFormat.of().formatHex(Digest.computation().digest(bytes));
    }
}
