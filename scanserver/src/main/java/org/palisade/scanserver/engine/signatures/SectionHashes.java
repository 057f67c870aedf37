package org.palisade.scanserver.engine.signatures;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.palisade.scanserver.engine.matcher.Executable;

/** Digests of a program's sections, as far as signatures for their sizes exist, computed as the bytes pass. */
final class SectionHashes {

    /** As many as a program can have for Windows to load it. */
    private static final int MOST = 96;

    private record Watched(Executable.Section section, Algorithm algorithm, MessageDigest digest) {
    }

    private final List<Watched> watched = new ArrayList<>();
    private final HashSignatures signatures;

    SectionHashes(HashSignatures signatures, Executable executable, long size) {
        this.signatures = signatures;
        for (Executable.Section section : new LinkedHashSet<>(executable.sections().subList(0, Math.min(MOST, executable.sections().size())))) {
            if (section.size() > 0 && section.offset() >= 0 && section.offset() + section.size() <= size) {
                for (Algorithm algorithm : Algorithm.all()) {
                    if (signatures.wants(algorithm, section.size())) {
                        watched.add(new Watched(section, algorithm, algorithm.computation()));
                    }
                }
            }
        }
    }

    /** Takes bytes that stand at that place of the program. */
    void feed(long position, byte[] bytes, int offset, int length) {
        for (Watched one : watched) {
            long from = Math.max(position, one.section.offset());
            long to = Math.min(position + length, one.section.offset() + one.section.size());
            if (from < to) {
                one.digest.update(bytes, offset + (int) (from - position), (int) (to - from));
            }
        }
    }

    /** The threats whose sections these are. */
    List<String> finish() {
        List<String> threats = new ArrayList<>();
        for (Watched one : watched) {
            Optional<String> threat = signatures.find(one.algorithm, one.digest.digest(), one.section.size());
            threat.ifPresent(threats::add);
        }
        return threats;
    }
}
