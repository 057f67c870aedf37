package org.palisade.scanserver.engine.signatures;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.palisade.protocol.scan.Digest;
import org.palisade.scanserver.engine.matcher.Matcher;
import org.palisade.scanserver.engine.matcher.SkippedException;

/** Reads a folder of signature files. */
final class SignatureLoader {

    private static final Logger LOG = System.getLogger(SignatureLoader.class.getName());
    private static final int LONGEST_NAME = 200;

    private final Path folder;

    SignatureLoader(Path folder) {
        this.folder = folder;
    }

    /** Changes whenever a file of ours in the folder does: names, sizes and times. Empty if there is none. */
    String stamp() throws IOException {
        StringBuilder stamp = new StringBuilder();
        for (Path file : files()) {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            stamp.append(file.getFileName()).append(' ').append(is.size()).append(' ').append(is.lastModifiedTime()).append('\n');
        }
        return stamp.toString();
    }

    /**
     * Loads everything and logs what was skipped.
     *
     * @throws IOException if a file cannot be read; nothing is loaded then
     */
    SignatureSet load() throws IOException {
        HashSignatures hashes = new HashSignatures();
        Matcher.Builder bodies = new Matcher.Builder();
        Map<String, Integer> skipped = new TreeMap<>();
        MessageDigest all = Digest.computation();
        List<Path> files = files();
        for (Path file : files) {
            String name = file.getFileName().toString();
            all.update((name + '\n').getBytes(StandardCharsets.UTF_8));
            // ISO-8859-1 takes any byte; a name with one that is not ASCII is refused by name().
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(new DigestInputStream(Files.newInputStream(file), all),
                    StandardCharsets.ISO_8859_1))) {
                load(name, lines, hashes, bodies, skipped);
            }
        }
        if (files.isEmpty()) {
            LOG.log(Level.INFO, "no signature files: only the EICAR test file is known");
            return SignatureSet.BUILT_IN;
        }
        String label = "signatures-" + HexFormat.of().formatHex(all.digest(), 0, 6);
        SignatureSet set = new SignatureSet(label, hashes, bodies.build());
        LOG.log(Level.INFO, "loaded {0}: {1} hash and {2} body signatures; skipped {3}", label, Integer.toString(hashes.count()),
                Integer.toString(set.bodies().bodies()), skipped.isEmpty() ? "none" : skipped);
        return set;
    }

    private static void load(String name, BufferedReader lines, HashSignatures hashes, Matcher.Builder bodies, Map<String, Integer> skipped)
            throws IOException {
        String line = lines.readLine();
        while (line != null) {
            String signature = line.strip();
            if (!signature.isEmpty() && !signature.startsWith("#")) {
                try {
                    if (name.endsWith(".ndb")) {
                        bodies.ndb(signature);
                    } else if (name.endsWith(".ldb")) {
                        bodies.ldb(signature);
                    } else if (name.endsWith(".hdb") || name.endsWith(".hsb")) {
                        hashes.add(signature);
                    } else {
                        throw new Skipped("file type " + name.substring(name.lastIndexOf('.')));
                    }
                } catch (Skipped | SkippedException e) {
                    skipped.merge(e.getMessage(), 1, Integer::sum);
                }
            }
            line = lines.readLine();
        }
    }

    /** ClamAV's text signature files in the folder, also those of kinds that are only counted, in the order of their names. */
    private List<Path> files() throws IOException {
        // Links are followed once: files of one look are those of one folder, even if an update puts another in its place meanwhile.
        try (Stream<Path> all = Files.list(folder.toRealPath())) {
            List<Path> files = new ArrayList<>(all.filter(file -> file.getFileName().toString()
                    .matches("[^.].*\\.(hdb|hsb|ndb|ldb|mdb|msb|hdu|hsu|ndu|ldu|mdu|fp|sfp|imp)")).filter(Files::isRegularFile).toList());
            files.sort(null);
            return files;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    /** A threat's name as it stands in a signature: printable ASCII, at most 200 characters, so that a batch of them fits a frame. */
    static String name(String text) throws Skipped {
        if (!text.matches("[!-~]{1," + LONGEST_NAME + "}")) {
            throw new Skipped("malformed");
        }
        return text;
    }
}
