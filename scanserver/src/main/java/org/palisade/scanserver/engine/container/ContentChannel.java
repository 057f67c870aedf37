package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A content as a channel that can only be read. */
final class ContentChannel implements SeekableByteChannel {

    private static final int BLOCK = 64 << 10;

    private final Content content;
    private long position;
    private boolean open = true;

    ContentChannel(Content content) {
        this.content = content;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int length = Math.min(into.remaining(), BLOCK);
        if (length == 0) {
            return 0;
        }
        int count;
        if (into.hasArray()) {
            count = content.read(position, into.array(), into.arrayOffset() + into.position(), length);
            into.position(into.position() + Math.max(count, 0));
        } else {
            byte[] bytes = new byte[length];
            count = content.read(position, bytes, 0, length);
            into.put(bytes, 0, Math.max(count, 0));
        }
        position += Math.max(count, 0);
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        if (newPosition < 0) {
            throw new IOException("a position before the beginning");
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
