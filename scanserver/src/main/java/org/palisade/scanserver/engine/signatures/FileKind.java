package org.palisade.scanserver.engine.signatures;

import java.util.Map;
import java.util.HashMap;
import java.util.Optional;

/** What a signature file holds, by the end of its name. */
enum FileKind {
    HASH("hdb", "hsb", "hdu", "hsu"),
    SECTION("mdb", "msb", "mdu", "msu"),
    BODY("ndb", "ndu"),
    LOGICAL("ldb", "ldu"),
    CONTAINER("cdb"),
    ALLOWED("fp", "sfp"),
    IGNORED("ign", "ign2"),
    /** Signed archive of signature files. */
    SIGNED_ARCHIVE("cvd"),
    /** The same after an incremental update: it has no signature of its own. */
    LOCAL_ARCHIVE("cld"),
    /** Lines that this engine does not use; they are counted. */
    UNUSED_LINES("imp", "pdb", "wdb", "gdb", "pwdb", "ftm", "crb", "cfg", "idb", "ioc", "zmd", "rmd", "db", "cat"),
    /** Whole files that this engine does not use; they are counted as one each. */
    UNUSED_FILE("cbc", "yar", "yara", "cud"),
    /** Says what else is in an archive. */
    CONTENTS("info");

    private static final Map<String, FileKind> BY_ENDING = new HashMap<>();

    static {
        for (FileKind kind : values()) {
            for (String ending : kind.endings) {
                BY_ENDING.put(ending, kind);
            }
        }
    }

    private final String[] endings;

    FileKind(String... endings) {
        this.endings = endings;
    }

    /** The kind of a file with that name; none if it is no signature file. */
    static Optional<FileKind> of(String name) {
        return name.startsWith(".") ? Optional.empty() : Optional.ofNullable(BY_ENDING.get(ending(name)));
    }

    /** The end of the name, which is what the coverage counts by. */
    static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Whether the file holds signatures of what some may want: possibly unwanted applications. */
    static boolean unwanted(String name) {
        String ending = ending(name);
        return ending.length() == 3 && ending.endsWith("u") && !"cud".equals(ending);
    }
}
