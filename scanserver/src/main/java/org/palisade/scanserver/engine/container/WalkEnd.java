package org.palisade.scanserver.engine.container;

/** Leaves what is being opened: one container, or all of the walk. Unchecked so that it gets through libraries; carries no stack. */
final class WalkEnd extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Leaves everything. */
    static final WalkEnd ALL = new WalkEnd("the walk is over");
    /** Leaves the innermost container. */
    static final WalkEnd CONTAINER = new WalkEnd("this container is left");

    private WalkEnd(String message) {
        super(message, null, false, false);
    }
}
