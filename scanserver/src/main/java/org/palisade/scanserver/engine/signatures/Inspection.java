package org.palisade.scanserver.engine.signatures;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palisade.scanserver.engine.container.Buffers;
import org.palisade.scanserver.engine.container.FileType;
import org.palisade.scanserver.engine.matcher.Executable;
import org.palisade.scanserver.engine.matcher.FileFacts;
import org.palisade.scanserver.engine.matcher.Matcher;
import org.palisade.scanserver.engine.matcher.Matching;
import org.palisade.scanserver.engine.matcher.Target;

/**
 * Looks at the bytes of one object, or of one member of a container, as they pass: what it is, which signatures it matches, which digests it has. The first bytes are
 * held until it is known what it is. One thread at a time.
 */
final class Inspection {

    /** How many first bytes tell what it is. */
    static final int HEAD = Buffers.BYTES;

    private static final int SMALL = 8 << 10;

    private final SignatureSet set;
    private final Buffers buffers;
    private final long size;
    private final String containerType;
    private final List<String> intermediates;
    private final Map<Algorithm, MessageDigest> digests = new EnumMap<>(Algorithm.class);
    private Optional<byte[]> head = Optional.empty();
    private int held;
    private Optional<byte[]> normalBuffer = Optional.empty();
    private boolean begun;
    private long position;
    private FileType type = FileType.UNKNOWN;
    private boolean eicar;
    private Optional<Matching> matching = Optional.empty();
    private Optional<NormalMatching> normal = Optional.empty();
    private Optional<SectionHashes> sections = Optional.empty();
    private final List<String> threats = new ArrayList<>();
    private boolean allowed;

    /**
     * Begins one.
     *
     * @param size          its bytes; it may end earlier
     * @param containerType ClamAV's name of what it lies in, empty if in nothing
     * @param sha256        whether its SHA-256 is to be computed here, if a signature for its size exists
     */
    Inspection(SignatureSet set, Buffers buffers, long size, String containerType, List<String> intermediates, boolean sha256) {
        this.set = set;
        this.buffers = buffers;
        this.size = size;
        this.containerType = containerType;
        this.intermediates = intermediates;
        for (Algorithm algorithm : Algorithm.all()) {
            if ((sha256 || algorithm != Algorithm.SHA256) && (set.objects().wants(algorithm, size) || set.allowed().wants(algorithm, size))) {
                digests.put(algorithm, algorithm.computation());
            }
        }
    }

    /** Takes the next bytes. */
    void feed(byte[] bytes, int offset, int length) {
        if (begun) {
            pass(bytes, offset, length);
            return;
        }
        int needed = (int) Math.min(HEAD, size);
        if (held == 0 && offset == 0 && length >= needed) {
            begin(bytes, length);
            pass(bytes, 0, length);
            return;
        }
        byte[] to = head.orElseGet(() -> needed <= SMALL ? new byte[needed] : buffers.take());
        head = Optional.of(to);
        int taken = Math.min(needed - held, length);
        System.arraycopy(bytes, offset, to, held, taken);
        held += taken;
        if (held == needed) {
            beginFromHead();
            pass(bytes, offset + taken, length - taken);
        }
    }

    private void beginFromHead() {
        byte[] from = head.orElseGet(() -> new byte[0]);
        begin(from, held);
        pass(from, 0, held);
        head.ifPresent(buffers::give);
        head = Optional.empty();
    }

    private void begin(byte[] from, int length) {
        begun = true;
        type = FileType.detect(from, length);
        eicar = Eicar.is(from, length, size);
        Matcher matcher = set.matcher();
        Optional<Executable> executable = executable(from, length);
        Target target = target(type);
        boolean text = target == Target.HTML || target == Target.ASCII;
        if (matcher.bodies() + matcher.logicals() > 0) {
            // Signatures for texts are about their normal form, all others about the bytes as they are.
            matching = Optional.of(matcher.begin(size, new FileFacts(text ? Target.ANY : target, executable, containerType, intermediates)));
            if (text) {
                normalBuffer = Optional.of(buffers.take());
                normal = Optional.of(new NormalMatching(matcher, new FileFacts(target, Optional.empty(), containerType, intermediates),
                        target == Target.HTML ? new HtmlNormalizer() : new TextNormalizer(), size, normalBuffer.get()));
            }
        }
        if (type == FileType.PE && set.sections().count() > 0) {
            sections = executable.map(program -> new SectionHashes(set.sections(), program, size));
        }
    }

    private Optional<Executable> executable(byte[] from, int length) {
        return switch (type) {
            case PE, ELF, MACHO, MACHO_UNIVERSAL -> Executable.parse(from, length, size);
            default -> Optional.empty();
        };
    }

    private static Target target(FileType type) {
        return switch (type) {
            case PE -> Target.PE;
            case OLE2 -> Target.OLE2;
            case HTML -> Target.HTML;
            case MAIL -> Target.MAIL;
            case GRAPHICS -> Target.GRAPHICS;
            case ELF -> Target.ELF;
            case TEXT, SCRIPT -> Target.ASCII;
            case MACHO, MACHO_UNIVERSAL -> Target.MACHO;
            case PDF -> Target.PDF;
            case SWF, SWF_PACKED -> Target.FLASH;
            case JAVA -> Target.JAVA;
            default -> Target.ANY;
        };
    }

    private void pass(byte[] bytes, int offset, int length) {
        for (MessageDigest digest : digests.values()) {
            digest.update(bytes, offset, length);
        }
        matching.ifPresent(raw -> raw.feed(bytes, offset, length));
        normal.ifPresent(text -> text.feed(bytes, offset, length));
        sections.ifPresent(program -> program.feed(position, bytes, offset, length));
        position += length;
    }

    /** True if a matcher gave up: what it found stands, but it did not look at everything. */
    boolean overwhelmed() {
        return matching.isPresent() && matching.get().overwhelmed() || normal.isPresent() && normal.get().overwhelmed();
    }

    /** True once it is known what it is. */
    boolean begun() {
        return begun;
    }

    /** What it is; unknown until it has begun. */
    FileType type() {
        return type;
    }

    /**
     * Ends it, after the last byte.
     *
     * @param sha256 its SHA-256, if it was computed elsewhere
     */
    void finish(Optional<byte[]> sha256) {
        if (!begun) {
            beginFromHead();
        }
        if (eicar) {
            threats.add(Eicar.NAME);
        }
        List<String> logical = new ArrayList<>();
        matching.ifPresent(raw -> share(raw.finish(), raw.bodiesFound(), logical));
        normal.ifPresent(text -> share(text.finish(), text.bodiesFound(), logical));
        for (Algorithm algorithm : Algorithm.all()) {
            Optional<byte[]> digest = algorithm == Algorithm.SHA256 && sha256.isPresent() ? sha256 : Optional.ofNullable(digests.get(algorithm)).map(MessageDigest::digest);
            if (digest.isPresent() && position == size) {
                allowed |= set.allowed().has(algorithm, digest.get(), size);
                set.objects().find(algorithm, digest.get(), size).ifPresent(threats::add);
            }
        }
        threats.addAll(logical);
        sections.ifPresent(program -> threats.addAll(program.finish()));
        release();
    }

    /** Body signatures are named before hash signatures, logical ones after them, as clamscan does. */
    private void share(List<String> names, int bodies, List<String> logical) {
        threats.addAll(names.subList(0, bodies));
        logical.addAll(names.subList(bodies, names.size()));
    }

    /** Gives up what it holds; harmless when repeated. */
    void release() {
        head.ifPresent(buffers::give);
        head = Optional.empty();
        normalBuffer.ifPresent(buffers::give);
        normalBuffer = Optional.empty();
    }

    /** The threats found, by body, by digest, by logic, by section; after {@link #finish}. */
    List<String> threats() {
        return threats;
    }

    /** Whether a whitelist says that it is clean; after {@link #finish}. */
    boolean allowed() {
        return allowed;
    }
}
