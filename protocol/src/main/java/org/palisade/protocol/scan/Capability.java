package org.palisade.protocol.scan;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Optional features of the scan protocol. The agent names those it has; the welcome names those that both have, and they are in use from then on. */
public enum Capability {
    /** The server tells, unasked, that licence, policy or list of SVMs changed ({@link Message.NoticeKind}s 3 to 5). */
    NOTICES("notices");

    private final String word;

    Capability(String word) {
        this.word = word;
    }

    /** Its name on the wire. */
    public String word() {
        return word;
    }

    /** The names of all this version has. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Capability::word).toList();
    }

    /** Those of the named ones that this version has too, each once; unknown names are passed over. */
    public static List<Capability> common(List<String> named) {
        return named.stream().map(Capability::of).flatMap(Optional::stream).distinct().toList();
    }

    private static Optional<Capability> of(String word) {
        return Arrays.stream(values()).filter(known -> known.word.equals(word)).findFirst();
    }
}
