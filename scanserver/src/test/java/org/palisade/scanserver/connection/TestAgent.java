package org.palisade.scanserver.connection;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Frames;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Bye;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Message.Want;
import org.palisade.protocol.scan.Message.Welcome;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.PeerRule;

/** An agent as plain as can be: one thread, one message at a time. Nothing waits longer than a minute. */
public final class TestAgent implements AutoCloseable {

    /** Gives the bytes of an object that need not exist. */
    @FunctionalInterface
    public interface Content {
        byte[] at(long offset, int length);
    }

    private static final int TIMEOUT_MILLIS = 60_000;

    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;

    TestAgent(int port, SSLContext tls, String version) throws IOException {
        socket = (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        socket.setEnabledProtocols(new String[] {version});
        try {
            socket.startHandshake();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** An agent of a tenant, connected over TLS and no more. */
    public static TestAgent connect(int port, TestAuthority authority, UUID tenant) throws IOException {
        return new TestAgent(port, authority.identity(PeerKind.AGENT, tenant).context(PeerRule.any(PeerKind.SVM)), "TLSv1.3");
    }

    public Welcome hello(String... capabilities) throws IOException {
        send(new Message.Hello(1, 1, "test", List.of(capabilities)));
        return assertInstanceOf(Welcome.class, receive());
    }

    public void send(Message message) throws IOException {
        Frames.write(out, message);
    }

    public void sendRaw(byte... bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    public Message receive() throws IOException {
        return Frames.read(in);
    }

    /** The server says why and ends the connection. */
    public Bye refusal() throws IOException {
        Bye bye = assertInstanceOf(Bye.class, receive());
        assertThrows(IOException.class, this::receive);
        return bye;
    }

    /** Content that compresses badly, the same for the same seed. */
    public static byte[] content(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    public static Subject subject(byte[] content) {
        return new Subject(Digest.of(Digest.computation().digest(content)), content.length);
    }

    /** Sends a scan and serves it to its end. */
    public Verdict scan(int request, byte[] content) throws IOException {
        order(request, content, 60_000);
        return serve(request, content);
    }

    public void order(int request, byte[] content, int deadlineMillis) throws IOException {
        send(new Message.Scan(request, subject(content), deadlineMillis, false));
    }

    public Verdict serve(int request, byte[] content) throws IOException {
        return serve(request, (offset, length) -> java.util.Arrays.copyOfRange(content, (int) offset, (int) offset + length));
    }

    public Verdict serve(int request, Content content) throws IOException {
        Message message = receive();
        while (message instanceof Want want) {
            send(new Fragment(want.request(), want.offset(), ByteBuffer.wrap(content.at(want.offset(), want.length()))));
            message = receive();
        }
        Answer answer = assertInstanceOf(Answer.class, message);
        if (answer.request() != request) {
            throw new IOException("answer to request " + answer.request());
        }
        return answer.verdict();
    }

    /** Leaves as a process that is killed does. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
