package org.palisade.bench.fuzz;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.palisade.protocol.scan.Frames;
import org.palisade.protocol.scan.MalformedFrameException;

/** A connection as an agent reads it: frame after frame until the end, or until it is malformed. */
public final class FramesTarget {

    private FramesTarget() {
    }

    /** One input. */
    public static void fuzzerTestOneInput(byte[] connection) {
        ByteArrayInputStream in = new ByteArrayInputStream(connection);
        try {
            while (true) {
                Frames.read(in);
            }
        } catch (MalformedFrameException | EOFException e) {
            // The two ends there are.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
