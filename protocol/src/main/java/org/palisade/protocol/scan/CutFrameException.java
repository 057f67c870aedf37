package org.palisade.protocol.scan;

import java.io.EOFException;

/** The peer left inside a frame; leaving between two frames is an ordinary end. */
public class CutFrameException extends EOFException {

    private static final long serialVersionUID = 1L;

    CutFrameException() {
        super("the peer left inside a frame");
    }
}
