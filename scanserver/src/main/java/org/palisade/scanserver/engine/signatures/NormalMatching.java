package org.palisade.scanserver.engine.signatures;

import java.util.List;
import java.util.Optional;
import org.palisade.scanserver.engine.container.Buffers;
import org.palisade.scanserver.engine.matcher.FileFacts;
import org.palisade.scanserver.engine.matcher.Matcher;
import org.palisade.scanserver.engine.matcher.Matching;

/**
 * Matches the normal form of a text. A normal form of less than about 32 KiB is matched when it is complete, so that its length is known to signatures that are bound to the end;
 * with a longer one they are bound to the length of the text as it was.
 */
final class NormalMatching {

    private static final int PIECE = Buffers.BYTES / 2;

    private final Matcher matcher;
    private final FileFacts facts;
    private final Normalizer normalizer;
    private final long size;
    private final byte[] buffer;
    private int length;
    private Optional<Matching> matching = Optional.empty();

    NormalMatching(Matcher matcher, FileFacts facts, Normalizer normalizer, long size, byte[] buffer) {
        this.matcher = matcher;
        this.facts = facts;
        this.normalizer = normalizer;
        this.size = size;
        this.buffer = buffer;
    }

    void feed(byte[] bytes, int offset, int count) {
        for (int i = offset; i < offset + count; i += PIECE) {
            int piece = Math.min(PIECE, offset + count - i);
            room(piece);
            took(normalizer.normalize(bytes, i, piece, buffer, length));
        }
    }

    /** Makes room for what may come out of so many bytes; from the first time it is short on, what comes out is matched at once. */
    private void room(int piece) {
        if (matching.isEmpty() && length + piece + Normalizer.SLACK > buffer.length) {
            begin(size);
        }
    }

    private void took(int count) {
        if (matching.isPresent()) {
            matching.get().feed(buffer, 0, count);
        } else {
            length += count;
        }
    }

    private void begin(long normalSize) {
        Matching begun = matcher.begin(normalSize, facts);
        begun.feed(buffer, 0, length);
        length = 0;
        matching = Optional.of(begun);
    }

    List<String> finish() {
        room(0);
        took(normalizer.finish(buffer, length));
        if (matching.isEmpty()) {
            begin(length);
        }
        return matching.get().finish();
    }

    /** How many of the names are of body signatures; after {@link #finish}. */
    int bodiesFound() {
        return matching.map(Matching::bodiesFound).orElse(0);
    }

    boolean overwhelmed() {
        return matching.isPresent() && matching.get().overwhelmed();
    }
}
