package org.palisade.scanserver.update;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.signed.TrustedKeys;
import org.palisade.protocol.signed.UpdateIndex;
import org.palisade.protocol.signed.UpdateKind;
import org.palisade.protocol.signed.UpdateManifest;

/** What a source offers on one channel, checked: index by signature, manifest by signature and the index, files by the manifest. */
final class Repository {

    private static final int BUFFER = 64 * 1024;

    private final UpdateSource source;
    private final String channel;
    private final TrustedKeys keys;

    Repository(UpdateSource source, String channel, TrustedKeys keys) {
        this.source = source;
        this.channel = channel;
        this.keys = keys;
    }

    /**
     * The newest package of a kind.
     *
     * @throws IOException if the index cannot be had, is not signed by us, is another channel's or has expired
     */
    Optional<UpdateIndex.Entry> newest(UpdateKind kind, Instant now) throws IOException {
        UpdateIndex index = UpdateIndex.parse(small(channel + '/' + UpdateIndex.NAME, UpdateIndex.LARGEST), keys);
        if (!index.channel().equals(channel)) {
            throw new RefusedUpdateException("the index is one of channel " + index.channel());
        }
        if (!now.isBefore(index.expires())) {
            throw new RefusedUpdateException("the index has expired at " + index.expires());
        }
        return index.newest(kind);
    }

    /** The manifest of a package, as bytes to keep. */
    byte[] manifest(UpdateIndex.Entry entry) throws IOException {
        byte[] bytes = small(path(entry, UpdateManifest.NAME), UpdateManifest.LARGEST);
        if (!HexFormat.of().formatHex(Digest.computation().digest(bytes)).equals(entry.manifest())) {
            throw new RefusedUpdateException("the manifest is not the one the index names");
        }
        UpdateManifest manifest = UpdateManifest.parse(bytes, keys);
        if (manifest.kind() != entry.kind() || manifest.sequence() != entry.sequence()) {
            throw new RefusedUpdateException("the manifest is of another kind or sequence than the index says");
        }
        return bytes;
    }

    /** Fetches a file; on disk, synced, with the size and digest of the manifest, or refused. */
    void fetch(UpdateIndex.Entry entry, UpdateManifest.File file, Path to) throws IOException {
        MessageDigest digest = Digest.computation();
        try (InputStream in = source.open(path(entry, file.name()));
                FileChannel channelOut = FileChannel.open(to, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
                OutputStream out = Channels.newOutputStream(channelOut)) {
            byte[] piece = new byte[BUFFER];
            long left = file.size();
            while (left > 0) {
                int got = in.read(piece, 0, (int) Math.min(piece.length, left));
                if (got < 0) {
                    throw new RefusedUpdateException("file " + file.name() + " is shorter than its manifest says");
                }
                digest.update(piece, 0, got);
                out.write(piece, 0, got);
                left -= got;
            }
            if (in.read() >= 0) {
                throw new RefusedUpdateException("file " + file.name() + " is longer than its manifest says");
            }
            channelOut.force(true);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
            throw new RefusedUpdateException("file " + file.name() + " is not the one its manifest names");
        }
    }

    static void store(byte[] manifest, Path to) throws IOException {
        Files.write(to, manifest, StandardOpenOption.CREATE_NEW);
        try (FileChannel file = FileChannel.open(to, StandardOpenOption.WRITE)) {
            file.force(true);
        }
    }

    private String path(UpdateIndex.Entry entry, String name) {
        return channel + '/' + entry.folder() + '/' + name;
    }

    private byte[] small(String path, int most) throws IOException {
        try (InputStream in = source.open(path)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new RefusedUpdateException(path + " has more than " + most + " bytes");
            }
            return bytes;
        }
    }
}
