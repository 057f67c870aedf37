package org.palisade.protocol.scan;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Bye;
import org.palisade.protocol.scan.Message.Cancel;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Message.Hello;
import org.palisade.protocol.scan.Message.Known;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Notice;
import org.palisade.protocol.scan.Message.NoticeKind;
import org.palisade.protocol.scan.Message.Ping;
import org.palisade.protocol.scan.Message.Pong;
import org.palisade.protocol.scan.Message.Scan;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Message.Unknown;
import org.palisade.protocol.scan.Message.Want;
import org.palisade.protocol.scan.Message.Welcome;

/**
 * Bytes of a frame ↔ message. A frame is: length of the rest (4 bytes), type (1), request (4), fields. Numbers are big-endian and unsigned, text is
 * UTF-8 after its length (2). Decoding allocates in proportion to what the frame holds, never to what it claims.
 *
 * <p>The one switch over all types is why this class is longer than others: wire order can be read here in one place.
 */
public final class Codec {

    static final int HEADER = 9;
    private static final int HELLO = 1;
    private static final int WELCOME = 2;
    static final int LOOKUP = 3;
    static final int KNOWN = 4;
    private static final int SCAN = 5;
    private static final int WANT = 6;
    private static final int FRAGMENT = 7;
    private static final int ANSWER = 8;
    private static final int CANCEL = 9;
    private static final int PING = 10;
    private static final int PONG = 11;
    private static final int NOTICE = 12;
    private static final int BYE = 13;

    private static final int MAX_DEADLINE = 24 * 60 * 60 * 1000;

    private Codec() {
    }

    /**
     * Writes a message as one whole frame.
     *
     * @return the frame, ready to be written out
     * @throws IllegalArgumentException if a field is out of its range; that is a fault of this program, not of a peer
     */
    public static ByteBuffer encode(Message message) {
        Out out = new Out(message);
        if (message instanceof Hello m) {
            out.type(HELLO).u16(m.lowest()).u16(m.highest()).text(m.software()).texts(m.capabilities());
        } else if (message instanceof Welcome m) {
            out.type(WELCOME).u16(m.version()).text(m.signatureSet()).u32(m.fragment()).some16(m.batch()).some16(m.window())
                    .some16(m.requests()).u64(m.objectSize()).some16(m.idleSeconds()).texts(m.capabilities());
        } else if (message instanceof Lookup m) {
            out.type(LOOKUP).flag(m.archives()).u16(within(m.subjects().size(), 1, Limits.BATCH, "look-up"));
            m.subjects().forEach(out::subject);
        } else if (message instanceof Known m) {
            out.type(KNOWN).u16(within(m.verdicts().size(), 1, Limits.BATCH, "look-up"));
            m.verdicts().forEach(out::verdict);
        } else if (message instanceof Scan m) {
            out.type(SCAN).subject(m.subject()).u32(within(m.deadlineMillis(), 1, MAX_DEADLINE, "deadline")).flag(m.archives());
        } else if (message instanceof Want m) {
            out.type(WANT).u64(m.offset()).u32(within(m.length(), 1, Limits.FRAGMENT, "fragment"));
        } else if (message instanceof Fragment m) {
            within(m.bytes().remaining(), 0, Limits.FRAGMENT, "fragment");
            out.type(FRAGMENT).u64(m.offset()).rest(m.bytes());
        } else if (message instanceof Answer m) {
            out.type(ANSWER).verdict(m.verdict());
        } else if (message instanceof Cancel) {
            out.type(CANCEL);
        } else if (message instanceof Ping m) {
            out.type(PING).u64(m.token());
        } else if (message instanceof Pong m) {
            out.type(PONG).u64(m.token());
        } else if (message instanceof Notice m) {
            out.type(NOTICE).u8(m.kind().code()).text(m.detail());
        } else if (message instanceof Bye m) {
            out.type(BYE).text(m.text());
        } else {
            throw new IllegalArgumentException("a message of unknown type is never sent");
        }
        return out.frame();
    }

    /** The bytes of one verdict as they stand in a {@link Known}, for a server that gives the same verdict many times. */
    public static byte[] verdict(Verdict verdict) {
        ByteBuffer frame = encode(new Answer(0, verdict));
        byte[] bytes = new byte[frame.limit() - HEADER];
        frame.get(HEADER, bytes);
        return bytes;
    }

    /**
     * Reads one frame.
     *
     * @param frame type, request and fields, that is everything after the length; a {@link Fragment} keeps a view of it
     * @return the message; {@link Unknown} for a type this version does not have, to be skipped
     * @throws MalformedFrameException if the fields do not fit the type
     */
    public static Message decode(ByteBuffer frame) throws MalformedFrameException {
        In in = new In(frame);
        try {
            int type = in.u8();
            int request = in.i32();
            Message message = decode(type, request, in);
            in.end(message);
            return message;
        } catch (BufferUnderflowException e) {
            throw new MalformedFrameException("a frame ends before its fields do");
        } catch (IllegalArgumentException e) {
            throw new MalformedFrameException(e.getMessage());
        }
    }

    /** True if {@link #decode} would keep a view of a frame of this type: its bytes must then stay as they are as long as the message lives. */
    public static boolean keeps(byte type) {
        return type == FRAGMENT;
    }

    private static Message decode(int type, int request, In in) throws MalformedFrameException {
        return switch (type) {
            case HELLO -> new Hello(in.u16(), in.u16(), in.text(), in.texts());
            case WELCOME -> new Welcome(in.u16(), in.text(), in.i32(1, Limits.FRAGMENT), in.some16(), in.some16(), in.some16(), in.i64(),
                    in.some16(), in.texts());
            case LOOKUP -> new Lookup(request, in.flag(), in.list(Limits.BATCH, In::subject));
            case KNOWN -> new Known(request, in.list(Limits.BATCH, In::verdict));
            case SCAN -> new Scan(request, in.subject(), in.i32(1, MAX_DEADLINE), in.flag());
            case WANT -> new Want(request, in.i64(), in.i32(1, Limits.FRAGMENT));
            case FRAGMENT -> new Fragment(request, in.i64(), in.rest());
            case ANSWER -> new Answer(request, in.verdict());
            case CANCEL -> new Cancel(request);
            case PING -> new Ping(in.any64());
            case PONG -> new Pong(in.any64());
            case NOTICE -> notice(in);
            case BYE -> new Bye(in.text());
            default -> new Unknown(request, type);
        };
    }

    private static Message notice(In in) throws MalformedFrameException {
        int code = in.u8();
        String detail = in.text();
        for (NoticeKind kind : NoticeKind.values()) {
            if (kind.code() == code) {
                return new Notice(kind, detail);
            }
        }
        return new Unknown(0, NOTICE);
    }

    /**
     * The beginning of a name that a file chose, as far as a text reaches: whoever names a member in two thousand letters must not get away with it.
     *
     * @return at most {@link Limits#TEXT} bytes of UTF-8, whole characters
     */
    static String clipped(String text) {
        // Three bytes of UTF-8 are the most a char of a string makes.
        if (text.length() <= Limits.TEXT / 3) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= Limits.TEXT) {
            return text;
        }
        int end = Limits.TEXT;
        while ((bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private static int within(int value, int lowest, int highest, String what) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(what + " of " + value + " is not within " + lowest + " and " + highest);
        }
        return value;
    }

    /** Writes fields; grows as needed. */
    private static final class Out {
        private final int request;
        private ByteBuffer buffer;

        Out(Message message) {
            request = message.request();
            int size = 64;
            if (message instanceof Fragment m) {
                size = HEADER + Long.BYTES + m.bytes().remaining();
            } else if (message instanceof Lookup m) {
                size = HEADER + 1 + Short.BYTES + m.subjects().size() * (Digest.BYTES + Long.BYTES);
            }
            buffer = ByteBuffer.allocate(size);
            buffer.position(HEADER);
        }

        Out type(int type) {
            buffer.put(4, (byte) type);
            return this;
        }

        Out u8(int value) {
            room(1).put((byte) within(value, 0, 0xff, "number"));
            return this;
        }

        Out u16(int value) {
            room(2).putShort((short) within(value, 0, 0xffff, "number"));
            return this;
        }

        /** A number that cannot be 0. */
        Out some16(int value) {
            return u16(within(value, 1, 0xffff, "number"));
        }

        Out u32(int value) {
            room(4).putInt(within(value, 0, Integer.MAX_VALUE, "number"));
            return this;
        }

        Out u64(long value) {
            room(8).putLong(value);
            return this;
        }

        Out flag(boolean value) {
            return u8(value ? 1 : 0);
        }

        Out text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            u16(within(bytes.length, 0, Limits.TEXT, "text"));
            room(bytes.length).put(bytes);
            return this;
        }

        Out texts(List<String> texts) {
            u16(within(texts.size(), 0, Limits.CAPABILITIES, "number of capabilities"));
            texts.forEach(this::text);
            return this;
        }

        Out subject(Subject subject) {
            subject.digest().put(room(Digest.BYTES));
            return u64(subject.size());
        }

        Out verdict(Verdict v) {
            u8(v.status().code()).u8(v.reason().code()).flag(v.shared()).u32(v.retryAfterMillis());
            return text(clipped(v.threat())).text(clipped(v.member())).text(v.engine()).text(v.signatureSet());
        }

        Out rest(ByteBuffer bytes) {
            room(bytes.remaining()).put(bytes.duplicate());
            return this;
        }

        ByteBuffer frame() {
            buffer.flip();
            buffer.putInt(0, buffer.limit() - Integer.BYTES);
            buffer.putInt(5, request);
            return buffer;
        }

        private ByteBuffer room(int bytes) {
            if (buffer.remaining() < bytes) {
                ByteBuffer larger = ByteBuffer.allocate(Math.max(buffer.capacity() * 2, buffer.position() + bytes));
                buffer.flip();
                buffer = larger.put(buffer);
            }
            return buffer;
        }
    }

    /** Reads fields; a frame too short shows as {@link BufferUnderflowException}. */
    private static final class In {

        private interface Item<T> {
            T read(In in) throws MalformedFrameException;
        }

        private final ByteBuffer frame;

        In(ByteBuffer frame) {
            this.frame = frame;
        }

        int u8() {
            return Byte.toUnsignedInt(frame.get());
        }

        int u16() {
            return Short.toUnsignedInt(frame.getShort());
        }

        /** A number that cannot be 0: with a limit of nothing a peer could only wait for ever. */
        int some16() throws MalformedFrameException {
            int value = u16();
            if (value == 0) {
                throw new MalformedFrameException("a limit is 0");
            }
            return value;
        }

        int i32() throws MalformedFrameException {
            return i32(0, Integer.MAX_VALUE);
        }

        int i32(int lowest, int highest) throws MalformedFrameException {
            int value = frame.getInt();
            if (value < lowest || value > highest) {
                throw new MalformedFrameException("a number of " + Integer.toUnsignedString(value) + " is out of its range");
            }
            return value;
        }

        long i64() throws MalformedFrameException {
            long value = frame.getLong();
            if (value < 0) {
                throw new MalformedFrameException("an offset or size of " + Long.toUnsignedString(value) + " is out of its range");
            }
            return value;
        }

        long any64() {
            return frame.getLong();
        }

        boolean flag() throws MalformedFrameException {
            int value = u8();
            if (value > 1) {
                throw new MalformedFrameException("a flag is 0 or 1, not " + value);
            }
            return value == 1;
        }

        String text() throws MalformedFrameException {
            int length = u16();
            if (length > Limits.TEXT) {
                throw new MalformedFrameException("a text of " + length + " bytes is too long");
            }
            if (length > frame.remaining()) {
                throw new BufferUnderflowException();
            }
            ByteBuffer bytes = frame.slice(frame.position(), length);
            frame.position(frame.position() + length);
            try {
                CharBuffer text = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).decode(bytes);
                return text.toString();
            } catch (CharacterCodingException e) {
                throw new MalformedFrameException("a text is not UTF-8");
            }
        }

        List<String> texts() throws MalformedFrameException {
            int count = u16();
            if (count > Limits.CAPABILITIES) {
                throw new MalformedFrameException(count + " capabilities are too many");
            }
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                texts.add(text());
            }
            return texts;
        }

        <T> List<T> list(int most, Item<T> item) throws MalformedFrameException {
            int count = u16();
            if (count < 1 || count > most) {
                throw new MalformedFrameException("a list of " + count + " is not within 1 and " + most);
            }
            List<T> items = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                items.add(item.read(this));
            }
            return items;
        }

        Subject subject() throws MalformedFrameException {
            if (frame.remaining() < Digest.BYTES) {
                throw new BufferUnderflowException();
            }
            return new Subject(Digest.get(frame), i64());
        }

        Verdict verdict() throws MalformedFrameException {
            ScanStatus status = ScanStatus.of(u8());
            Reason reason = Reason.of(u8());
            boolean shared = flag();
            int retryAfter = i32();
            return new Verdict(status, reason, text(), text(), text(), text(), retryAfter, shared);
        }

        ByteBuffer rest() throws MalformedFrameException {
            if (frame.remaining() > Limits.FRAGMENT) {
                throw new MalformedFrameException("a fragment of " + frame.remaining() + " bytes is too long");
            }
            ByteBuffer rest = frame.slice();
            frame.position(frame.limit());
            return rest;
        }

        /** Later versions may add fields at the end of the two opening messages; everywhere else left-over bytes are an error. */
        void end(Message message) throws MalformedFrameException {
            boolean open = message instanceof Hello || message instanceof Welcome || message instanceof Unknown;
            if (!open && frame.hasRemaining()) {
                throw new MalformedFrameException("a frame has " + frame.remaining() + " bytes too many");
            }
        }
    }
}
