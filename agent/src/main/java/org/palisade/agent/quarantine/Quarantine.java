package org.palisade.agent.quarantine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.palisade.agent.file.FileStatus;
import org.palisade.agent.file.FileVersion;
import org.palisade.agent.file.NewFile;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.file.OpenFolder;
import org.palisade.agent.file.RawPath;
import org.palisade.agent.ledger.Exemptions;
import org.palisade.networkagent.Json;
import org.palisade.protocol.scan.Digest;

/**
 * Files taken away, each in an {@link Envelope}. The life of one: copied and encrypted from the open file → the copy has the digest that was scanned →
 * on disk under its name → the original's name removed, if it still names that very file. Killed in between, there are two copies and never none.
 */
public final class Quarantine {

    private static final Logger LOG = System.getLogger(Quarantine.class.getName());
    private static final FileAttribute<?> FOLDER = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final String SUFFIX = ".envelope";
    private static final String UNFINISHED = ".new";

    private final Path folder;
    private final long cap;
    private final Exemptions exemptions;
    private final Clock clock;
    private final byte[] key;

    /**
     * Opens the quarantine; makes folder and key the first time.
     *
     * @throws IOException if it cannot be used
     */
    public Quarantine(Path folder, QuarantineConfig config, Exemptions exemptions, Clock clock) throws IOException {
        this.folder = folder;
        this.cap = config.cap();
        this.exemptions = exemptions;
        this.clock = clock;
        Files.createDirectories(folder, FOLDER);
        this.key = key(folder.resolve("key"));
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.filter(name -> name.toString().endsWith(UNFINISHED)).toList()) {
                Files.delete(file);
            }
        }
        Restoration.clear(folder);
    }

    /**
     * Takes a file away.
     *
     * @param file   the file, open
     * @param path   its name
     * @param digest of the content that was scanned; nothing else is taken
     * @throws QuarantineFullException if there is no room for it
     * @throws IOException             if it could not be taken: it changed, moved, or cannot be removed; then it is where it was
     */
    public synchronized Entry take(OpenFile file, RawPath path, String threat, Digest digest) throws IOException {
        FileStatus status = file.status();
        FileVersion now = status.version();
        if (status.links() == 0) {
            throw new IOException("the file has no name any more");
        }
        if (used() + now.size() > cap) {
            throw new QuarantineFullException();
        }
        String id = UUID.randomUUID().toString();
        Entry entry = new Entry(id, Base64.getEncoder().encodeToString(path.bytes()), path.text(), now.size(), status.mode(), status.owner(),
                status.group(), now.modified(), threat, digest.hex(), clock.instant().toString());
        Path fresh = folder.resolve(id + UNFINISHED);
        Path place = folder.resolve(id + SUFFIX);
        try {
            seal(file, entry, fresh);
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
            sync(folder);
            remove(path, now);
            return entry;
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            Files.deleteIfExists(place);
            throw e;
        }
    }

    /** What is in quarantine, oldest first. */
    public synchronized List<Entry> list() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path envelope : envelopes()) {
            try (InputStream in = in(envelope)) {
                entries.add(entry(new Envelope.Opener(in, key)));
            } catch (IOException e) {
                LOG.log(Level.WARNING, "envelope {0} in quarantine cannot be read: {1}", envelope.getFileName(), e.getMessage());
            }
        }
        entries.sort(Comparator.comparing(Entry::taken));
        return entries;
    }

    /**
     * Puts a file back: under its own name or another, never over an existing file, never through a link, without the right to act as its owner.
     * It is left alone until it changes.
     *
     * @throws IOException if there is no such file, the place is taken, or the envelope is damaged; then nothing has changed
     */
    public synchronized Entry restore(String id, Optional<RawPath> to) throws IOException {
        Path envelope = envelope(id);
        Entry entry;
        try (InputStream in = in(envelope)) {
            Envelope.Opener opener = new Envelope.Opener(in, key);
            entry = entry(opener);
            RawPath target = to.orElse(entry.original());
            try (OpenFolder parent = OpenFolder.of(target.parent())) {
                Restoration.begin(folder, entry.id(), target.parent(), parent);
                unseal(opener, entry, parent, target);
                // A crash must not leave neither: the name is on disk before the envelope goes.
                parent.sync();
                Restoration.end(folder, entry.id());
            }
        }
        Files.delete(envelope);
        return entry;
    }

    /**
     * Deletes a file in quarantine for good.
     *
     * @throws IOException if there is no such file
     */
    public synchronized void delete(String id) throws IOException {
        Files.delete(envelope(id));
    }

    private void seal(OpenFile file, Entry entry, Path fresh) throws IOException {
        MessageDigest sha = Digest.computation();
        try (FileChannel channel = FileChannel.open(Files.createFile(fresh, FILE), StandardOpenOption.WRITE);
             OutputStream out = Channels.newOutputStream(channel)) {
            Envelope.Sealer sealer = new Envelope.Sealer(out, key);
            byte[] head = Json.write(entry).getBytes(StandardCharsets.UTF_8);
            sealer.piece(head, head.length, entry.size() == 0);
            byte[] piece = new byte[Envelope.PIECE];
            for (long offset = 0; offset < entry.size(); offset += Envelope.PIECE) {
                int got = file.read(offset, ByteBuffer.wrap(piece));
                sha.update(piece, 0, got);
                sealer.piece(piece, got, offset + Envelope.PIECE >= entry.size());
            }
            channel.force(true);
        }
        if (!Digest.of(sha.digest()).hex().equals(entry.digest())) {
            throw new IOException("the file changed since it was scanned");
        }
    }

    private static void remove(RawPath path, FileVersion copied) throws IOException {
        try (OpenFolder parent = OpenFolder.of(path.parent())) {
            if (!parent.status(path.name()).version().equals(copied)) {
                throw new IOException("the name stands for another file now, or the file changed");
            }
            parent.remove(path.name());
        }
    }

    private void unseal(Envelope.Opener opener, Entry entry, OpenFolder parent, RawPath target) throws IOException {
        byte[] temporary = Restoration.name(entry.id());
        FileVersion made;
        try (NewFile file = parent.create(temporary)) {
            made = file.status().version();
            exemptions.begin(made);
            try {
                while (!opener.done()) {
                    file.write(opener.piece());
                }
                file.finish(entry.owner(), entry.group(), entry.mode(), entry.modified());
                parent.rename(temporary, target.name());
            } catch (IOException e) {
                exemptions.abandon(made);
                parent.remove(temporary);
                Restoration.end(folder, entry.id());
                throw e;
            }
            exemptions.settle(file.status().version());
        }
    }

    private static Entry entry(Envelope.Opener opener) throws IOException {
        return Json.read(new String(opener.piece(), StandardCharsets.UTF_8), Entry.class);
    }

    private static InputStream in(Path envelope) throws IOException {
        return new BufferedInputStream(Files.newInputStream(envelope), 16 * 1024);
    }

    private Path envelope(String id) throws IOException {
        try {
            Path envelope = folder.resolve(UUID.fromString(id) + SUFFIX);
            if (Files.exists(envelope)) {
                return envelope;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("no such file in quarantine", e);
        }
        throw new IOException("no such file in quarantine");
    }

    private List<Path> envelopes() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        }
    }

    private long used() throws IOException {
        long used = 0;
        for (Path envelope : envelopes()) {
            used += Files.size(envelope);
        }
        return used;
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static byte[] key(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] fresh = new byte[32];
            new SecureRandom().nextBytes(fresh);
            Path unfinished = file.resolveSibling("key" + UNFINISHED);
            Files.deleteIfExists(unfinished);
            Files.write(Files.createFile(unfinished, FILE), fresh);
            sync(unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }
        byte[] key = Files.readAllBytes(file);
        if (key.length != 32) {
            throw new IOException("the quarantine's key is damaged");
        }
        return key;
    }
}
