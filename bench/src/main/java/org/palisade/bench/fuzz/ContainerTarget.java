package org.palisade.bench.fuzz;

import java.io.IOException;
import java.time.Duration;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.container.ContainerConfig;
import org.palisade.scanserver.engine.container.ContainerWalk;
import org.palisade.scanserver.engine.container.Content;
import org.palisade.scanserver.engine.container.FileType;
import org.palisade.scanserver.engine.container.Member;
import org.palisade.scanserver.engine.container.SpoolSpace;

/** An object to be opened: the walk ends within its limits, throws nothing, shows only what can be read, and gives all its space back. */
public final class ContainerTarget {

    private static final int MIB = 1 << 20;
    private static final ContainerConfig CONFIG = new ContainerConfig(8, 500, 2000, 20 * MIB, 8 * MIB, Duration.ofSeconds(5), 16 * MIB, Scratch.folder("container"),
            64 * MIB, 8 * MIB, MIB / 4);

    private ContainerTarget() {
    }

    /** One input. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Content content = Content.of(bytes);
        SpoolSpace space = new SpoolSpace(CONFIG);
        FileType type;
        try {
            byte[] head = new byte[FileType.HEAD];
            type = FileType.detect(head, content.fill(0, head));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        new ContainerWalk(CONFIG, space).walk(content, type, Checkpoint.NONE, ContainerTarget::look);
        if (space.memoryUsed() != 0 || space.diskUsed() != 0) {
            throw new IllegalStateException("the space was not given back: " + space.memoryUsed() + ", " + space.diskUsed());
        }
    }

    private static boolean look(Member member) throws IOException {
        if (member.path().length() > Member.PATH || member.content().size() > CONFIG.memberSize() || member.depth() > CONFIG.depth()) {
            throw new IllegalStateException("beyond the limits: " + member.path() + ", " + member.content().size() + " bytes, depth " + member.depth());
        }
        byte[] buffer = new byte[8192];
        for (long at = 0; at < member.content().size();) {
            int count = member.content().read(at, buffer, 0, buffer.length);
            if (count <= 0) {
                throw new IllegalStateException("shorter than its size: " + member.path());
            }
            at += count;
        }
        return false;
    }
}
