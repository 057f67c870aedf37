package org.palisade.scanserver.engine.container;

import java.io.IOException;

/** Opens containers of one kind. Thread-safe: keeps nothing between two containers. */
@FunctionalInterface
interface Opener {

    /**
     * Gives every member to the place.
     *
     * @param content tells the walk of every byte read
     * @throws IOException      if the container is damaged, or an {@link UnopenedException}
     * @throws RuntimeException if the container is damaged, or to leave it
     */
    void open(Content content, Place place) throws IOException;
}
