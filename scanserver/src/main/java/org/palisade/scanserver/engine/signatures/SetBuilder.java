package org.palisade.scanserver.engine.signatures;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.palisade.scanserver.engine.matcher.Matcher;
import org.palisade.scanserver.engine.signatures.HashSignatures.Layout;

/** Takes signature files line by line and makes a set of them. The files of ignored signatures come first. */
final class SetBuilder {

    private static final String UNWANTED = "possibly unwanted application (signatures.pua)";
    private static final String UNUSED = "not used by this engine";
    /** Lines between two looks whether to go on. */
    private static final int LOOK = 1024;

    private final boolean unwanted;
    private final AtomicBoolean cancelled;
    private final Tally tally;
    private final HashSignatures objects = new HashSignatures(Layout.HASH_FIRST);
    private final HashSignatures sections = new HashSignatures(Layout.SIZE_FIRST);
    private final HashSignatures allowed = new HashSignatures(Layout.HASH_FIRST);
    private final Matcher.Builder matcher = new Matcher.Builder();
    private final List<ContainerSignature> containers = new ArrayList<>();
    private final HashTable lines = new HashTable(Algorithm.MD5.bytes());
    private final Set<String> archives = new HashSet<>();
    private final Ignored ignored = new Ignored();
    private final Ignored none = new Ignored();
    private final MessageDigest md5 = Algorithm.MD5.computation();

    SetBuilder(boolean unwanted, Tally tally, AtomicBoolean cancelled) {
        this.unwanted = unwanted;
        this.tally = tally;
        this.cancelled = cancelled;
    }

    /** Reads a file of ignored signatures; any other kind is left alone. */
    void readIgnored(String name, InputStream in) throws IOException {
        if (FileKind.of(name).filter(kind -> kind == FileKind.IGNORED).isPresent()) {
            readLines(name, FileKind.IGNORED, in);
        }
    }

    /** Reads a file of any kind but archives and {@link #readIgnored ignored signatures}. */
    void read(String name, InputStream in) throws IOException {
        FileKind kind = FileKind.of(name).orElse(FileKind.CONTENTS);
        switch (kind) {
            case IGNORED, CONTENTS -> { }
            case UNUSED_FILE, SIGNED_ARCHIVE, LOCAL_ARCHIVE -> tally.skipped(FileKind.ending(name), UNUSED, 1);
            default -> readLines(name, kind, in);
        }
    }

    /** An archive of that name is in the set. */
    void archive(String name) {
        archives.add(name);
    }

    private void readLines(String name, FileKind kind, InputStream in) throws IOException {
        String ending = FileKind.ending(name);
        boolean left = FileKind.unwanted(name) && !unwanted;
        LineReader reader = new LineReader(in);
        Line line = new Line();
        for (int count = 0; reader.next(line); count++) {
            if (count % LOOK == 0 && cancelled.get()) {
                throw new InterruptedIOException("loading was cancelled");
            }
            if (!line.empty()) {
                try {
                    if (left) {
                        throw new SkippedException(UNWANTED);
                    }
                    add(kind, line);
                    tally.loaded(ending);
                } catch (SkippedException e) {
                    tally.skipped(ending, e.getMessage(), 1);
                }
            }
        }
        if (reader.tooLong() > 0) {
            tally.skipped(ending, "line too long", reader.tooLong());
        }
    }

    private void add(FileKind kind, Line line) throws SkippedException {
        switch (kind) {
            case HASH -> objects.add(line, ignored);
            case SECTION -> sections.add(line, ignored);
            case ALLOWED -> allowed.add(line, none);
            case IGNORED -> ignored.add(line);
            case BODY -> body(line, ':');
            case LOGICAL -> body(line, ';');
            case CONTAINER -> {
                containers.add(ContainerSignature.parse(line, ignored));
                note(line, line.firstFieldEnd(':'));
            }
            default -> throw new SkippedException(UNUSED);
        }
    }

    private void body(Line line, char separator) throws SkippedException {
        int end = line.firstFieldEnd(separator);
        line.name(line.from(), end);
        ignored.check(line, line.from(), end);
        try {
            if (separator == ':') {
                matcher.ndb(line.text());
            } else {
                matcher.ldb(line.text());
            }
        } catch (org.palisade.scanserver.engine.matcher.SkippedException e) {
            throw new SkippedException(e.getMessage());
        }
        note(line, end);
    }

    /** Remembers the line as one of the set. Twice the same is harmless. */
    private void note(Line line, int nameEnd) throws SkippedException {
        lines.add(line.md5(md5), HashTable.ANY_SIZE, line.bytes(), line.from(), nameEnd);
    }

    /** The set. The builder must not be used afterwards. */
    SignatureSet build(String label) {
        objects.close();
        sections.close();
        allowed.close();
        lines.close();
        return new SignatureSet(label, objects, sections, allowed, matcher.build(), List.copyOf(containers), lines, Set.copyOf(archives), tally.coverage(label));
    }
}
