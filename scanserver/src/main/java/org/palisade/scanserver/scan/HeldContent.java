package org.palisade.scanserver.scan;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Message.Subject;

/** Content that this process received and hashed itself; its digest is believed. */
final class HeldContent implements Content {

    private final Subject subject;
    private final Source source;
    private volatile long position;

    HeldContent(Subject subject, Source source) {
        this.subject = subject;
        this.source = source;
    }

    @Override
    public boolean begin() {
        return false;
    }

    @Override
    public boolean fragment(long offset, ByteBuffer bytes) throws MalformedFrameException {
        throw new MalformedFrameException("a fragment came that was not asked for");
    }

    @Override
    public Optional<ByteBuffer> next(ByteBuffer buffer) throws IOException {
        buffer.clear().limit((int) Math.min(buffer.capacity(), subject.size() - position));
        while (buffer.hasRemaining()) {
            if (source.read(position + buffer.position(), buffer) < 0) {
                throw new EOFException("the content held is shorter than its order says");
            }
        }
        position += buffer.flip().remaining();
        return Optional.of(buffer);
    }

    @Override
    public void hash(ByteBuffer bytes) {
        // The digest is known.
    }

    @Override
    public ByteBuffer keep(ByteBuffer piece) {
        return ByteBuffer.allocate(piece.remaining()).put(piece).flip();
    }

    @Override
    public void fed() {
        // The buffer is the worker's.
    }

    @Override
    public void ask() {
        // It is all here.
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public boolean fellShort() {
        return false;
    }

    @Override
    public boolean atEnd() {
        return position == subject.size();
    }

    @Override
    public Digest digest() {
        return subject.digest();
    }

    @Override
    public boolean stalled(long now) {
        return false;
    }

    @Override
    public long silentSince(long now) {
        return now;
    }

    @Override
    public long received() {
        return position;
    }

    @Override
    public void close() {
        // The source belongs to whoever gave it.
    }

    @Override
    public void dropped() {
        // The buffer is the worker's.
    }
}
