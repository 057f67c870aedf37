package org.palisade.bench.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.KnownWriter;
import org.palisade.protocol.scan.LookupReader;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Known;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Message.Unknown;

/** A frame without its length, as either side reads it. What is read must be written and read again as the same; both ways to read a look-up must agree. */
public final class CodecTarget {

    private CodecTarget() {
    }

    /** One input. */
    public static void fuzzerTestOneInput(byte[] frame) {
        Message message;
        try {
            message = Codec.decode(ByteBuffer.wrap(frame));
        } catch (MalformedFrameException e) {
            refusesToo(frame);
            return;
        }
        if (message instanceof Unknown) {
            return;
        }
        same(message, again(Codec.encode(message)));
        if (message instanceof Lookup lookup) {
            same(lookup, read(frame));
        } else if (message instanceof Known known) {
            KnownWriter writer = new KnownWriter();
            writer.begin(known.request(), known.verdicts().size());
            known.verdicts().forEach(writer::add);
            again(writer.end());
        }
    }

    private static void refusesToo(byte[] frame) {
        if (frame.length > 0 && LookupReader.reads(ByteBuffer.wrap(frame))) {
            try {
                throw new IllegalStateException("a malformed look-up was read: " + new LookupReader(ByteBuffer.wrap(frame)).count());
            } catch (MalformedFrameException e) {
                // As it should.
            }
        }
    }

    private static Lookup read(byte[] frame) {
        try {
            LookupReader reader = new LookupReader(ByteBuffer.wrap(frame));
            List<Subject> subjects = new ArrayList<>();
            for (int i = 0; i < reader.count(); i++) {
                subjects.add(reader.next());
            }
            return new Lookup(reader.request(), reader.archives(), subjects);
        } catch (MalformedFrameException e) {
            throw new IllegalStateException("a look-up was refused", e);
        }
    }

    private static Message again(ByteBuffer frame) {
        try {
            return Codec.decode(frame.slice(Integer.BYTES, frame.remaining() - Integer.BYTES));
        } catch (MalformedFrameException e) {
            throw new IllegalStateException("what was written cannot be read", e);
        }
    }

    private static void same(Message one, Message other) {
        if (!one.equals(other)) {
            throw new IllegalStateException(one + " became " + other);
        }
    }
}
