package org.palisade.protocol.scan;

import java.io.IOException;

/** A frame breaks the protocol. It ends the connection it came on and nothing else. */
public class MalformedFrameException extends IOException {

    private static final long serialVersionUID = 1L;

    public MalformedFrameException(String message) {
        super(message);
    }
}
