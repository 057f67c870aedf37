package org.palisade.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.signed.TrustedKeys;
import org.palisade.protocol.signed.UpdateIndex;
import org.palisade.protocol.signed.UpdateKind;
import org.palisade.protocol.signed.UpdateManifest;

/** One channel of an update repository in a folder, from its issuer's side. */
final class UpdateRepository {

    private final Path folder;
    private final String channel;

    UpdateRepository(Path folder, String channel) throws IOException {
        if (!UpdateIndex.channel(channel)) {
            throw new IOException("a channel is 1 to 64 letters, digits, dots, underscores and hyphens");
        }
        this.folder = folder.resolve(channel);
        this.channel = channel;
    }

    /**
     * Adds a package and makes it the newest of its kind; the index is renamed into place last, so that readers see the old or the new one.
     *
     * @return its manifest
     */
    UpdateManifest add(UpdateKind kind, Path content, String version, String minimum, Instant now, Duration life, ReleaseKey key, TrustedKeys keys) throws IOException {
        List<UpdateIndex.Entry> entries = new ArrayList<>();
        long sequence = 1;
        if (Files.exists(folder.resolve(UpdateIndex.NAME))) {
            for (UpdateIndex.Entry entry : index(keys).packages()) {
                if (entry.kind() == kind) {
                    sequence = entry.sequence() + 1;
                } else {
                    entries.add(entry);
                }
            }
        }
        String name = kind.word() + "-" + sequence;
        Path made = folder.resolve(name);
        Files.createDirectories(folder);
        Files.createDirectory(made);
        List<UpdateManifest.File> files = new ArrayList<>();
        try (Stream<Path> found = Files.list(content)) {
            for (Path file : found.filter(Files::isRegularFile).filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList()) {
                Path copy = Files.copy(file, made.resolve(file.getFileName().toString()));
                files.add(new UpdateManifest.File(copy.getFileName().toString(), Files.size(copy), digest(copy)));
            }
        }
        UpdateManifest manifest = new UpdateManifest(kind, version, sequence, now, minimum, files);
        byte[] signed = key.sign(manifest.body());
        if (signed.length > UpdateManifest.LARGEST) {
            throw new IOException("the manifest would have more than " + UpdateManifest.LARGEST + " bytes");
        }
        Files.write(made.resolve(UpdateManifest.NAME), signed);
        entries.add(new UpdateIndex.Entry(kind, sequence, HexFormat.of().formatHex(Digest.computation().digest(signed)), name));
        entries.sort((one, other) -> one.kind().compareTo(other.kind()));
        write(new UpdateIndex(channel, now, now.plus(life), entries), key);
        return manifest;
    }

    /** Signs the index anew, so that it expires later. */
    void renew(Instant now, Duration life, ReleaseKey key, TrustedKeys keys) throws IOException {
        write(new UpdateIndex(channel, now, now.plus(life), index(keys).packages()), key);
    }

    UpdateIndex index(TrustedKeys keys) throws IOException {
        UpdateIndex index = UpdateIndex.parse(Files.readAllBytes(folder.resolve(UpdateIndex.NAME)), keys);
        if (!index.channel().equals(channel)) {
            throw new IOException("the index is one of channel " + index.channel());
        }
        return index;
    }

    /** Checks everything the index names, as a Protection Server does. */
    List<UpdateManifest> verify(TrustedKeys keys) throws IOException {
        List<UpdateManifest> manifests = new ArrayList<>();
        for (UpdateIndex.Entry entry : index(keys).packages()) {
            Path made = folder.resolve(entry.folder());
            byte[] signed = Files.readAllBytes(made.resolve(UpdateManifest.NAME));
            UpdateManifest manifest = UpdateManifest.parse(signed, keys);
            if (!HexFormat.of().formatHex(Digest.computation().digest(signed)).equals(entry.manifest()) || manifest.kind() != entry.kind()
                    || manifest.sequence() != entry.sequence()) {
                throw new IOException(entry.folder() + ": the manifest is not the one the index names");
            }
            for (UpdateManifest.File file : manifest.files()) {
                Path content = made.resolve(file.name());
                if (!Files.isRegularFile(content) || Files.size(content) != file.size() || !digest(content).equals(file.sha256())) {
                    throw new IOException(entry.folder() + "/" + file.name() + " is not the file its manifest names");
                }
            }
            manifests.add(manifest);
        }
        return manifests;
    }

    private void write(UpdateIndex index, ReleaseKey key) throws IOException {
        Path fresh = folder.resolve(".index.new");
        Files.write(fresh, key.sign(index.body()));
        Files.move(fresh, folder.resolve(UpdateIndex.NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String digest(Path file) throws IOException {
        MessageDigest digest = Digest.computation();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
