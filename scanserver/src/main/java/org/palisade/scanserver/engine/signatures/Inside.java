package org.palisade.scanserver.engine.signatures;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.container.Buffers;
import org.palisade.scanserver.engine.container.Content;
import org.palisade.scanserver.engine.container.FileType;
import org.palisade.scanserver.engine.container.Member;
import org.palisade.scanserver.engine.container.MemberVisitor;

/**
 * Judges what is inside a container, member by member, at any depth, and stops at the first threat. A member comes before what is inside it, so that a few arrays by
 * depth say what lies around it: a threat in something that a whitelist knows is none.
 */
final class Inside implements MemberVisitor {

    /** Formats that hold one stream and say nothing about it that container signatures are about. */
    private static final List<String> STREAMS = List.of(FileType.GZIP.clamType(), FileType.BZIP2.clamType(), FileType.XZ.clamType(), FileType.LZMA.clamType());

    /** What was found. */
    record Found(String threat, String path) {
    }

    private final SignatureSet set;
    private final Buffers buffers;
    private final Checkpoint checkpoint;
    private boolean[] allowed = new boolean[4];
    private long[] sizes = new long[4];
    private String[] paths = {"", "", "", ""};
    private Optional<Found> found = Optional.empty();
    private boolean overwhelmed;

    Inside(SignatureSet set, Buffers buffers, Checkpoint checkpoint, long rootSize) {
        this.set = set;
        this.buffers = buffers;
        this.checkpoint = checkpoint;
        sizes[0] = rootSize;
    }

    @Override
    public boolean member(Member member) throws IOException {
        int depth = member.depth();
        if (depth >= sizes.length) {
            allowed = Arrays.copyOf(allowed, depth + 4);
            sizes = Arrays.copyOf(sizes, depth + 4);
            paths = Arrays.copyOf(paths, depth + 4);
        }
        allowed[depth] = false;
        sizes[depth] = member.content().size();
        paths[depth] = member.path();
        Optional<String> byContainer = byContainer(member);
        List<String> threats = List.of();
        if (!member.encrypted()) {
            threats = inspect(member);
        }
        if (around(depth)) {
            return false;
        }
        Optional<String> threat = threats.stream().findFirst().or(() -> byContainer);
        found = threat.map(name -> new Found(name, member.path()));
        return found.isPresent();
    }

    private List<String> inspect(Member member) throws IOException {
        Content content = member.content();
        Inspection inspection = new Inspection(set, buffers, content.size(), member.containerType(), member.intermediates(), true);
        byte[] buffer = buffers.take();
        try {
            long position = 0;
            while (position < content.size()) {
                int count = content.fill(position, buffer);
                if (count == 0) {
                    break;
                }
                inspection.feed(buffer, 0, count);
                position += count;
                checkpoint.pass();
            }
            inspection.finish(Optional.empty());
            overwhelmed |= inspection.overwhelmed();
            allowed[member.depth()] = inspection.allowed();
            return inspection.threats();
        } finally {
            inspection.release();
            buffers.give(buffer);
        }
    }

    private Optional<String> byContainer(Member member) {
        if (set.containers().isEmpty() || STREAMS.contains(member.containerType())) {
            return Optional.empty();
        }
        String around = paths[member.depth() - 1];
        String name = !around.isEmpty() && member.path().startsWith(around + "/") ? member.path().substring(around.length() + 1) : member.path();
        return set.container(new ContainerSignature.Entry(member.containerType(), sizes[member.depth() - 1], name, member.packedSize(),
                member.encrypted() || !member.whole() ? ContainerSignature.Range.UNKNOWN : member.content().size(), member.encrypted(), member.number()));
    }

    /** Whether the member or something around it is allowed. The object itself is not among them: nobody looks inside an allowed one. */
    private boolean around(int depth) {
        for (int i = 1; i <= depth; i++) {
            if (allowed[i]) {
                return true;
            }
        }
        return false;
    }

    Optional<Found> found() {
        return found;
    }

    /** Whether some member was more than its matcher could do. */
    boolean overwhelmed() {
        return overwhelmed;
    }
}
