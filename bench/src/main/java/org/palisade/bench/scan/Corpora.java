package org.palisade.bench.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** What is scanned: files of this machine, chosen the same way every time. */
final class Corpora {

    private static final int SMALL_FILES = 3000;
    private static final int LARGE_FILES = 4;
    private static final long LARGEST_SMALL = 1 << 20;
    private static final long LARGEST = 60L << 20;
    private static final int SAMPLE = 32 << 20;
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    private Corpora() {
    }

    /** 3,000 files of at most 1 MiB each, drawn with a fixed seed from /usr/lib and /usr/share. */
    static List<Path> small() throws IOException {
        List<Path> all = files(List.of(Path.of("/usr/lib"), Path.of("/usr/share")), 1, LARGEST_SMALL);
        Collections.shuffle(all, new Random(7));
        return new ArrayList<>(all.subList(0, Math.min(SMALL_FILES, all.size())));
    }

    /** The four largest ELF files under /usr, of at most 60 MiB each. */
    static List<Path> large() throws IOException {
        List<Path> all = files(List.of(Path.of("/usr/lib"), Path.of("/usr/bin")), 8 << 20, LARGEST);
        List<Path> programs = new ArrayList<>();
        for (Path file : all) {
            try (InputStream in = Files.newInputStream(file)) {
                if (java.util.Arrays.equals(in.readNBytes(ELF.length), ELF)) {
                    programs.add(file);
                }
            }
        }
        programs.sort(Comparator.comparingLong((Path file) -> file.toFile().length()).reversed());
        return programs.subList(0, Math.min(LARGE_FILES, programs.size()));
    }

    /** Bytes of both, to take snippets from: evenly from the large ones, and the programs among the small ones. */
    static byte[] sample(List<Path> large, List<Path> small) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int share = SAMPLE / 2 / Math.max(1, large.size());
        for (Path file : large) {
            byte[] bytes = Files.readAllBytes(file);
            all.write(bytes, bytes.length / 3, Math.min(share, bytes.length - bytes.length / 3));
        }
        for (Path file : small) {
            byte[] bytes = Files.readAllBytes(file);
            if (all.size() < SAMPLE && bytes.length > ELF.length && java.util.Arrays.equals(bytes, 0, ELF.length, ELF, 0, ELF.length)) {
                all.writeBytes(bytes);
            }
        }
        return all.toByteArray();
    }

    private static List<Path> files(List<Path> folders, long least, long most) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                    if (is.isRegularFile() && is.size() >= least && is.size() <= most && Files.isReadable(file)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        found.sort(null);
        return found;
    }
}
