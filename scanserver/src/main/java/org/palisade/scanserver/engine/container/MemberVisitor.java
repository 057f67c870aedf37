package org.palisade.scanserver.engine.container;

import java.io.IOException;

/** Looks at what is found in a container. */
@FunctionalInterface
public interface MemberVisitor {

    /**
     * Looks at one member.
     *
     * @return true to stop the walk: what it looked for was found
     * @throws IOException if the content cannot be read; the walk goes on and says that something is missing
     */
    boolean member(Member member) throws IOException;
}
