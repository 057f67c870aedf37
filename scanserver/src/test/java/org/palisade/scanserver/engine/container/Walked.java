package org.palisade.scanserver.engine.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.palisade.protocol.scan.Reason;
import org.palisade.scanserver.engine.Checkpoint;

/** What a walk showed. */
record Walked(Outcome outcome, List<Member> members, List<byte[]> contents) {

    /** Contents longer than this are not kept. */
    private static final int KEPT = 1 << 20;

    static ContainerConfig config(Path folder) {
        ContainerConfig all = ContainerConfig.defaults(folder);
        return new ContainerConfig(all.depth(), all.ratio(), all.count(), all.totalSize(), all.memberSize(), Duration.ofSeconds(60), 24 << 20, folder, all.spoolDisk(), 8 << 20,
                256 << 10);
    }

    static Walked through(byte[] file, Path folder) {
        return through(file, config(folder), Checkpoint.NONE);
    }

    static Walked through(byte[] file, Path folder, UnaryOperator<ContainerConfig> change) {
        return through(file, change.apply(config(folder)), Checkpoint.NONE);
    }

    static Walked through(byte[] file, ContainerConfig config, Checkpoint checkpoint) {
        return through(Content.of(file), config, checkpoint);
    }

    static Walked through(Content content, ContainerConfig config, Checkpoint checkpoint) {
        List<Member> members = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        SpoolSpace space = new SpoolSpace(config);
        byte[] head = new byte[FileType.HEAD];
        FileType type;
        try {
            type = FileType.detect(head, content.fill(0, head));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Outcome outcome = new ContainerWalk(config, space).walk(content, type, checkpoint, member -> {
            members.add(member);
            contents.add(kept(member.content()));
            return false;
        });
        if (space.memoryUsed() != 0 || space.diskUsed() != 0) {
            throw new AssertionError("the space was not given back: " + space.memoryUsed() + ", " + space.diskUsed());
        }
        return new Walked(outcome, members, contents);
    }

    /** The content of the member with that path. */
    byte[] content(String path) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).path().equals(path)) {
                return contents.get(i);
            }
        }
        throw new AssertionError("no member " + path + " in " + paths());
    }

    List<String> paths() {
        return members.stream().map(Member::path).toList();
    }

    Optional<Reason> reason() {
        return outcome.reason();
    }

    private static byte[] kept(Content content) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (long at = 0; at < Math.min(content.size(), KEPT);) {
            int count = content.read(at, buffer, 0, buffer.length);
            if (count < 0) {
                throw new IOException("shorter than its size");
            }
            kept.write(buffer, 0, count);
            at += count;
        }
        return kept.toByteArray();
    }
}
