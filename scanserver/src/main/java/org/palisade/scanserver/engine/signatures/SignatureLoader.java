package org.palisade.scanserver.engine.signatures;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.palisade.protocol.scan.Digest;

/** Reads the folders of signature files into a set. One thread at a time loads; any may {@link #cancel}. */
final class SignatureLoader {

    private static final Logger LOG = System.getLogger(SignatureLoader.class.getName());
    private static final String REFUSED = "refused";

    private final SignaturesConfig config;
    private final CvdKey key;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    SignatureLoader(SignaturesConfig config) {
        this(config, CvdKey.CLAMAV);
    }

    SignatureLoader(SignaturesConfig config, CvdKey key) {
        this.config = config;
        this.key = key;
    }

    /** Ends a load that is under way, and all later ones. */
    void cancel() {
        cancelled.set(true);
    }

    /** Changes whenever a file of ours in the folders does: names, sizes and times. Empty if there is none. */
    String stamp() throws IOException {
        StringBuilder stamp = new StringBuilder();
        for (Path file : files()) {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            stamp.append(file).append(' ').append(is.size()).append(' ').append(is.lastModifiedTime()).append('\n');
        }
        return stamp.toString();
    }

    /**
     * Loads everything and logs what was loaded and what was skipped.
     *
     * @param before the set in use
     * @throws IOException if a file cannot be read, or if an archive of the set in use is refused now; nothing is loaded then
     */
    SignatureSet load(SignatureSet before) throws IOException {
        List<Path> files = files();
        if (files.isEmpty()) {
            LOG.log(Level.INFO, "no signature files: only the EICAR test file is known");
            return SignatureSet.builtIn();
        }
        Tally tally = new Tally();
        SetBuilder builder = new SetBuilder(config.unwanted(), tally, cancelled);
        Map<Path, CvdHeader> archives = verified(files, before, tally);
        for (Path file : files) {
            readIgnored(file, archives, builder);
        }
        MessageDigest all = Digest.computation();
        all.update((Revision.text() + ' ' + config.unwanted() + '\n').getBytes(StandardCharsets.UTF_8));
        for (Path file : files) {
            all.update((file.getFileName().toString() + '\n').getBytes(StandardCharsets.UTF_8));
            read(file, archives, builder, all);
        }
        SignatureSet set = builder.build("signatures-" + HexFormat.of().formatHex(all.digest(), 0, 6));
        Coverage coverage = set.coverage();
        LOG.log(Level.INFO, "loaded {0}: {1} signatures in use, {2} not: {3}", set.label(), Integer.toString(coverage.loaded()), Integer.toString(coverage.skipped()),
                coverage);
        return set;
    }

    /** The archives that may be read, with their headers. */
    private Map<Path, CvdHeader> verified(List<Path> files, SignatureSet before, Tally tally) throws IOException {
        Map<Path, CvdHeader> archives = new LinkedHashMap<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (archive(file)) {
                try {
                    if (FileKind.of(name).filter(kind -> kind == FileKind.LOCAL_ARCHIVE).isPresent() && !trusted(file)) {
                        throw new RefusedException("archives without a signature are taken from signatures.trusted-folder only");
                    }
                    CvdHeader header = cvd(file).verify();
                    if (header.level() > Line.FUNCTIONALITY_LEVEL) {
                        LOG.log(Level.WARNING, "{0} is made for a newer engine; some of its signatures may be left out", name);
                    }
                    archives.put(file, header);
                    tally.database(new Coverage.Database(name, header.version(), header.built(), true));
                } catch (RefusedException | EOFException e) {
                    LOG.log(Level.ERROR, "signature archive {0} is refused, nothing of it is used: {1}", name, e.getMessage());
                    if (before.archives().contains(name)) {
                        throw new IOException("archive " + name + " of the set in use is refused in its new form", e);
                    }
                    tally.skipped(FileKind.ending(name), REFUSED, 1);
                    tally.database(new Coverage.Database(name, 0, Instant.EPOCH, false));
                }
            }
        }
        return archives;
    }

    private void readIgnored(Path file, Map<Path, CvdHeader> archives, SetBuilder builder) throws IOException {
        if (archives.containsKey(file)) {
            cvd(file).read(archives.get(file), builder::readIgnored);
        } else if (!archive(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                builder.readIgnored(file.getFileName().toString(), in);
            }
        }
    }

    private void read(Path file, Map<Path, CvdHeader> archives, SetBuilder builder, MessageDigest all) throws IOException {
        String name = file.getFileName().toString();
        if (archives.containsKey(file)) {
            CvdHeader header = archives.get(file);
            all.update((header.md5() + '\n').getBytes(StandardCharsets.UTF_8));
            builder.archive(name);
            cvd(file).read(header, (member, in) -> builder.read(member, trusted(file) ? new DigestInputStream(in, all) : in));
        } else if (!archive(file)) {
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), all)) {
                builder.read(name, in);
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    private CvdFile cvd(Path file) {
        boolean signed = FileKind.of(file.getFileName().toString()).filter(kind -> kind == FileKind.SIGNED_ARCHIVE).isPresent();
        return new CvdFile(file, signed ? Optional.of(key) : Optional.empty());
    }

    private static boolean archive(Path file) {
        return FileKind.of(file.getFileName().toString()).filter(kind -> kind == FileKind.SIGNED_ARCHIVE || kind == FileKind.LOCAL_ARCHIVE).isPresent();
    }

    private boolean trusted(Path file) {
        return config.trustedFolder().filter(folder -> real(folder).equals(file.getParent())).isPresent();
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            // Not there: nothing is in it.
            return folder;
        }
    }

    /** ClamAV's signature files in the folders, also those of kinds that are only counted, in the order of their names. */
    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(files(config.folder()));
        if (config.trustedFolder().isPresent() && !config.trustedFolder().get().equals(config.folder())) {
            files.addAll(files(config.trustedFolder().get()));
        }
        return files;
    }

    private static List<Path> files(Path folder) throws IOException {
        // Links are followed once: files of one look are those of one folder, even if an update puts another in its place meanwhile.
        try (Stream<Path> all = Files.list(folder.toRealPath())) {
            return all.filter(file -> FileKind.of(file.getFileName().toString()).filter(kind -> kind != FileKind.CONTENTS).isPresent()).filter(Files::isRegularFile)
                    .sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }
}
