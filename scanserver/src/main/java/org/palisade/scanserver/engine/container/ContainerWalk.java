package org.palisade.scanserver.engine.container;

import java.util.List;
import java.util.Optional;
import org.palisade.scanserver.engine.Checkpoint;

/** Opens containers, depth first: each member at any depth is shown whole to the visitor, then opened itself if it is a container. Thread-safe: each walk has its own state. */
public final class ContainerWalk {

    private final ContainerConfig config;
    private final SpoolSpace space;
    private final DecoderMemory memory;

    /** A walk within limits that spools to a space. */
    public ContainerWalk(ContainerConfig config, SpoolSpace space) {
        this.config = config;
        this.space = space;
        this.memory = new DecoderMemory(config.decodersMemory());
    }

    DecoderMemory memory() {
        return memory;
    }

    /**
     * Shows the visitor everything inside; the root itself is not shown.
     *
     * @param type       of the root
     * @param checkpoint passed at least once for every 64 KiB read or written; what it throws comes out untouched, as does what the visitor throws unchecked
     */
    public Outcome walk(Content root, FileType type, Checkpoint checkpoint, MemberVisitor visitor) {
        if (!type.container()) {
            return new Outcome(Optional.empty(), false);
        }
        Walk walk = new Walk(config, space, memory, checkpoint, visitor);
        DecoderMemory.enter(walk.room());
        try {
            walk.open(root, new Place(walk, "", List.of(type), root.size()), Openers.of(type));
        } catch (WalkEnd e) {
            // Over early; the outcome says why.
        } finally {
            DecoderMemory.leave(walk.room());
        }
        return walk.outcome();
    }
}
