package org.palisade.scanserver.engine.signatures;

import org.palisade.scanserver.engine.container.Buffers;
import org.palisade.scanserver.engine.container.ContainerWalk;
import org.palisade.scanserver.engine.container.SpoolSpace;

/**
 * What all scans of an engine share.
 *
 * @param space     for objects that must be kept, and arrays for pieces of content
 * @param walk      opens containers
 * @param faults    where what goes wrong is logged
 * @param largeSize an object larger than this is heavy work, bytes
 */
record Tools(SpoolSpace space, ContainerWalk walk, Faults faults, long largeSize) {

    Buffers buffers() {
        return space.buffers();
    }
}
