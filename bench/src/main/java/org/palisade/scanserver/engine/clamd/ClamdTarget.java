package org.palisade.scanserver.engine.clamd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.EngineUnavailableException;

/**
 * What a daemon says, or whoever sits on its socket: replies until it is not understood. A verdict made of one must reach the agent as it is. It stands in the package
 * of what it tests; the package is not for others to see.
 */
public final class ClamdTarget {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** More than a reply may have, less than a socket holds unread. */
    private static final int MOST = 60_000;
    private static final Path SOCKET = Path.of(System.getProperty("java.io.tmpdir"), "palisade-fuzz-clamd-" + ProcessHandle.current().pid());
    private static final ServerSocketChannel DAEMON = listen();

    private ClamdTarget() {
    }

    /** One input: all that the daemon ever sends. */
    public static void fuzzerTestOneInput(byte[] replies) {
        if (replies.length > MOST) {
            return;
        }
        try (ClamdLink link = new ClamdLink(UnixDomainSocketAddress.of(SOCKET), TIMEOUT); SocketChannel daemon = DAEMON.accept()) {
            daemon.write(ByteBuffer.wrap(replies));
            daemon.shutdownOutput();
            while (true) {
                understand(link.ask("INSTREAM"));
            }
        } catch (IOException e) {
            // The end: every other way out is a finding.
        }
    }

    private static void understand(String reply) {
        try {
            Version.of(reply);
        } catch (IOException e) {
            // Not clamd.
        }
        if (ClamdReply.tooLarge(reply)) {
            return;
        }
        Verdict verdict;
        try {
            verdict = ClamdReply.verdict(reply, "set-1");
        } catch (EngineUnavailableException e) {
            return;
        }
        Answer answer = new Answer(1, verdict);
        ByteBuffer frame = Codec.encode(answer);
        try {
            Message read = Codec.decode(frame.slice(Integer.BYTES, frame.remaining() - Integer.BYTES));
            if (!read.equals(answer)) {
                throw new IllegalStateException(answer + " became " + read);
            }
        } catch (MalformedFrameException e) {
            throw new IllegalStateException("no agent can read " + verdict, e);
        }
    }

    private static ServerSocketChannel listen() {
        try {
            Files.deleteIfExists(SOCKET);
            ServerSocketChannel daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(SOCKET));
            SOCKET.toFile().deleteOnExit();
            return daemon;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
