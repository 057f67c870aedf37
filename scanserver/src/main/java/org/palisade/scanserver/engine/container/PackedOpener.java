package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;

/** Opens a file that is one compressed stream, or several one behind the other. */
final class PackedOpener implements Opener {

    /** Makes the stream of a library. */
    interface Decoder {
        /** Unpacks; the place says how much memory it may take. */
        InputStream unpack(InputStream in, Place place) throws IOException;
    }

    private final Decoder decoder;

    PackedOpener(Decoder decoder) {
        this.decoder = decoder;
    }

    @Override
    public void open(Content content, Place place) throws IOException {
        try (InputStream in = decoder.unpack(content.stream(), place)) {
            place.closing("unpacked", in, content.size(), 0);
        }
    }
}
