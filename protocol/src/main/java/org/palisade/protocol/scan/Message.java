package org.palisade.protocol.scan;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What travels in one frame. {@link #request()} ties answers to questions: the agent numbers its requests 1, 2, 3 …; 0 belongs to the connection.
 */
public sealed interface Message {

    /** Number of the request this belongs to, 0 for the connection itself. */
    default int request() {
        return 0;
    }

    /**
     * Agent → server, first: which versions it speaks.
     *
     * @param lowest       lowest version spoken, 1–65535
     * @param highest      highest version spoken, at least {@code lowest}
     * @param software     name and version of the agent
     * @param capabilities names of optional features it has; unknown ones are ignored
     */
    record Hello(int lowest, int highest, String software, List<String> capabilities) implements Message {
        public Hello {
            capabilities = List.copyOf(capabilities);
        }
    }

    /**
     * Server → agent, answer to {@link Hello}.
     *
     * @param version      the version spoken from now on
     * @param signatureSet identity of the loaded signature set
     * @param fragment     largest fragment the server will ask for, bytes
     * @param batch        most digests it takes in one look-up
     * @param window       most fragments of one request under way at once
     * @param requests     most requests of this connection under way at once
     * @param objectSize   size limit, bytes; larger objects are "not fully scanned"
     * @param idleSeconds  the connection is closed after so long without a frame; ping in time
     * @param capabilities names of optional features both have
     */
    record Welcome(int version, String signatureSet, int fragment, int batch, int window, int requests, long objectSize,
                   int idleSeconds, List<String> capabilities) implements Message {
        public Welcome {
            capabilities = List.copyOf(capabilities);
        }
    }

    /**
     * One object asked for: its content's digest and its size.
     *
     * @param digest SHA-256 of the content
     * @param size   bytes, not negative
     */
    record Subject(Digest digest, long size) {
        public Subject {
            if (size < 0) {
                throw new IllegalArgumentException("a size cannot be negative");
            }
        }
    }

    /**
     * Agent → server: is anything known of these? No byte of any file travels.
     *
     * @param archives whether archives are to be opened, as in {@link Scan}: a verdict given without opening them does not answer such a question
     * @param subjects 1 to {@link Limits#BATCH}
     */
    record Lookup(int request, boolean archives, List<Subject> subjects) implements Message {
        public Lookup {
            subjects = List.copyOf(subjects);
        }

        /** Asks without archives. */
        public Lookup(int request, List<Subject> subjects) {
            this(request, false, subjects);
        }
    }

    /**
     * Server → agent: answer to {@link Lookup}, one verdict a subject, in the same order.
     */
    record Known(int request, List<Verdict> verdicts) implements Message {
        public Known {
            verdicts = List.copyOf(verdicts);
        }
    }

    /**
     * Agent → server: scan this.
     *
     * @param subject        the digest and size the agent read; the server hashes what it gets and believes only that
     * @param deadlineMillis the answer is wanted within so many milliseconds, 1 to 24 h
     * @param archives       whether archives are to be opened
     */
    record Scan(int request, Subject subject, int deadlineMillis, boolean archives) implements Message {
    }

    /**
     * Server → agent: send this part of the object.
     *
     * @param offset from the start of the object, bytes
     * @param length bytes wanted, 1 to the fragment limit
     */
    record Want(int request, long offset, int length) implements Message {
    }

    /**
     * Agent → server: the part asked for. Shorter than asked only at the end of the file, which tells that it shrank.
     *
     * @param offset from the start of the object, bytes
     * @param bytes  the content, from position to limit; not copied
     */
    record Fragment(int request, long offset, ByteBuffer bytes) implements Message {
    }

    /** Server → agent: the answer to {@link Scan}. */
    record Answer(int request, Verdict verdict) implements Message {
    }

    /** Agent → server: the answer is not wanted any more; none will be sent after the server has read this, save one already under way. */
    record Cancel(int request) implements Message {
    }

    /** Either way: are you there? */
    record Ping(long token) implements Message {
    }

    /** Answer to {@link Ping} with the same token. */
    record Pong(long token) implements Message {
    }

    /**
     * Server → agent, unasked.
     *
     * @param kind   what changed
     * @param detail the new signature set, else empty
     */
    record Notice(NoticeKind kind, String detail) implements Message {
    }

    /** What a {@link Notice} may say; numbers of others are skipped by the codec as unknown messages. */
    enum NoticeKind {
        /** Another signature set is loaded; remembered verdicts are void. */
        SIGNATURE_SET(1),
        /** This server is about to stop: move to another SVM. */
        DRAINING(2),
        /** The licence of this server changed; detail is its state. */
        LICENCE(3),
        /** The policy for agents changed: fetch it. */
        POLICY(4),
        /** The list of SVMs changed: fetch it. */
        SVM_LIST(5);

        private final int code;

        NoticeKind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /**
     * Either way, last: why the connection is closed.
     *
     * @param text for the log; nobody reads it to decide
     */
    record Bye(String text) implements Message {
    }

    /**
     * A message of a type this version does not know; it is skipped.
     *
     * @param type its number
     */
    record Unknown(int request, int type) implements Message {
    }
}
