package org.palisade.scanserver.door;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads what a client of clamd sends. Commands come as {@code zNAME\0}, {@code nNAME\n} or bare, one a packet; a stream is chunks, each a 4-byte big-endian length
 * and so many bytes, ended by a length of zero. It holds at most {@value #LONGEST} bytes whatever comes. Not thread-safe.
 */
final class CommandDecoder {

    /** Who is told what came. */
    interface Sink {

        /** False while nothing more should be told. */
        boolean ready();

        /**
         * A command, allowed where it stands.
         *
         * @param argument   what stands behind it, a character a byte; empty for most
         * @param terminator what ends the reply
         */
        void command(Command command, String argument, byte terminator);

        /** A line that is no command. */
        void unknown(byte terminator);

        /** A line that cannot stand inside a session; nothing more is read. */
        void invalid(byte terminator);

        /** Something without a form inside a session; nothing more is read. */
        void formless();

        /** A line longer than any command; nothing more is read. */
        void overlong();

        /** More of the stream: so many bytes from that position of the packet on. */
        void content(ByteBuffer packet, int position, int count);

        /** The stream is whole. */
        void streamEnd();

        /** The stream is larger than allowed; nothing more is read. */
        void streamTooLarge();
    }

    private enum State { COMMAND, LENGTH, CHUNK, OVER }

    private static final int LONGEST = 5000;
    private static final byte ZERO = 0;
    private static final byte NEWLINE = '\n';

    private final long streamMax;
    private State state = State.COMMAND;
    private boolean session;
    private byte[] line = new byte[32];
    private int lineLength;
    private long quota;
    private int lengthBytes;
    private int length;

    /** A decoder for one connection; {@code streamMax} is the most bytes of one stream. */
    CommandDecoder(long streamMax) {
        this.streamMax = streamMax;
    }

    /**
     * Takes what arrived at once: all of it, or as far as the sink is ready. What it means is told before this returns.
     *
     * @param packet its position is moved behind what was taken; the rest is to be given again
     */
    void packet(ByteBuffer packet, Sink sink) {
        while (packet.hasRemaining() && sink.ready()) {
            switch (state) {
                case COMMAND -> command(packet, sink);
                case LENGTH -> length(packet, sink);
                case CHUNK -> chunk(packet, sink);
                default -> packet.position(packet.limit());
            }
        }
    }

    /** True inside a session. */
    boolean session() {
        return session;
    }

    /** True while a stream is being sent. */
    boolean streaming() {
        return state == State.LENGTH || state == State.CHUNK;
    }

    /** True if nothing that comes is of interest any more. */
    boolean over() {
        return state == State.OVER;
    }

    /** From now on whatever comes is dropped. */
    void stop() {
        state = State.OVER;
        lineLength = 0;
    }

    private void command(ByteBuffer packet, Sink sink) {
        byte form = lineLength > 0 ? line[0] : packet.get(packet.position());
        if (form != 'z' && form != 'n') {
            bare(packet, sink);
            return;
        }
        byte terminator = form == 'z' ? ZERO : NEWLINE;
        while (packet.hasRemaining()) {
            byte next = packet.get();
            if (next == terminator) {
                int end = lineLength;
                lineLength = 0;
                String text = text(1, end);
                dispatch(terminator == ZERO ? text : chomp(text), false, terminator, sink);
                return;
            }
            if (lineLength == LONGEST) {
                stop();
                sink.overlong();
                return;
            }
            append(next);
        }
    }

    /** Old style: what arrives at once is the command, up to the end of its first line. */
    private void bare(ByteBuffer packet, Sink sink) {
        if (session) {
            stop();
            packet.position(packet.limit());
            sink.formless();
            return;
        }
        int count = Math.min(packet.remaining(), LONGEST);
        boolean tooLong = packet.remaining() > LONGEST;
        while (count-- > 0) {
            append(packet.get());
        }
        packet.position(packet.limit());
        String text = text(0, lineLength);
        lineLength = 0;
        if (tooLong) {
            stop();
            sink.overlong();
            return;
        }
        int newline = text.indexOf('\n');
        dispatch(chomp(newline < 0 ? text : text.substring(0, newline)), true, NEWLINE, sink);
    }

    private void dispatch(String text, boolean bare, byte terminator, Sink sink) {
        Optional<Command> found = Command.of(text, bare);
        if (session) {
            if (found.isEmpty() || !found.get().inSession()) {
                stop();
                sink.invalid(terminator);
                return;
            }
        } else if (found.isEmpty() || found.get() == Command.END) {
            stop();
            sink.unknown(terminator);
            return;
        }
        Command command = found.get();
        if (command == Command.IDSESSION) {
            session = true;
        } else if (command == Command.INSTREAM) {
            state = State.LENGTH;
            quota = streamMax;
            lengthBytes = 0;
            length = 0;
        } else if (!session || command == Command.END) {
            stop();
        }
        sink.command(command, command.argument(text), terminator);
    }

    private void length(ByteBuffer packet, Sink sink) {
        while (lengthBytes < Integer.BYTES && packet.hasRemaining()) {
            length = length << Byte.SIZE | packet.get() & 0xff;
            lengthBytes++;
        }
        if (lengthBytes < Integer.BYTES) {
            return;
        }
        lengthBytes = 0;
        if (length == 0) {
            state = session ? State.COMMAND : State.OVER;
            sink.streamEnd();
        } else if (Integer.toUnsignedLong(length) > quota) {
            stop();
            sink.streamTooLarge();
        } else {
            quota -= length;
            state = State.CHUNK;
        }
    }

    private void chunk(ByteBuffer packet, Sink sink) {
        int count = Math.min(length, packet.remaining());
        int position = packet.position();
        packet.position(position + count);
        length -= count;
        if (length == 0) {
            state = State.LENGTH;
        }
        sink.content(packet, position, count);
    }

    private void append(byte next) {
        if (lineLength == line.length) {
            line = Arrays.copyOf(line, Math.min(2 * line.length, LONGEST));
        }
        line[lineLength++] = next;
    }

    /** Up to the first zero byte, as a C string ends there. */
    private String text(int from, int to) {
        int end = from;
        while (end < to && line[end] != 0) {
            end++;
        }
        return new String(line, from, Math.max(end - from, 0), StandardCharsets.ISO_8859_1);
    }

    private static String chomp(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }
}
