package org.palisade.tools.conformance;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.palisade.protocol.scan.Capability;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Frames;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Bye;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Message.Hello;
import org.palisade.protocol.scan.Message.Notice;
import org.palisade.protocol.scan.Message.Ping;
import org.palisade.protocol.scan.Message.Pong;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Message.Want;
import org.palisade.protocol.scan.Message.Welcome;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.tls.MutualTls;

/** One connection: one thread, one message at a time, nothing waited for longer than its patience. */
final class Agent implements AutoCloseable {

    private static final int CONNECT_MILLIS = 10_000;

    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;

    /**
     * Connects and shakes hands.
     *
     * @param patience longest wait for a message, milliseconds
     */
    Agent(InetSocketAddress address, SSLContext tls, int patience) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(address, CONNECT_MILLIS);
            plain.setTcpNoDelay(true);
            socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, address.getHostString(), address.getPort(), true);
            socket.setSSLParameters(MutualTls.parameters(false));
            socket.setSoTimeout(patience);
            socket.startHandshake();
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    Welcome hello() throws IOException {
        send(new Hello(1, 1, "palisade conformance", Capability.words()));
        return expect(Welcome.class);
    }

    void send(Message message) throws IOException {
        Frames.write(out, message);
    }

    /** Sends bytes as they are; of each number the lowest eight bits. */
    void sendRaw(int... numbers) throws IOException {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        sendRaw(bytes);
    }

    void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next message that is not a notice: those may come at any time. */
    Message receive() throws IOException {
        Message message = Frames.read(in);
        while (message instanceof Notice || message instanceof Message.Unknown) {
            message = Frames.read(in);
        }
        if (message instanceof Ping ping) {
            send(new Pong(ping.token()));
            return receive();
        }
        return message;
    }

    <M extends Message> M expect(Class<M> type) throws IOException {
        Message message = receive();
        if (!type.isInstance(message)) {
            throw new Failure("a " + type.getSimpleName() + " should come, but it was " + message);
        }
        return type.cast(message);
    }

    void expect(Message wanted) throws IOException {
        Message message = receive();
        if (!wanted.equals(message)) {
            throw new Failure("this should come: " + wanted + ", but it was: " + message);
        }
    }

    /** The answer to a scan; wants before it are passed over. */
    Verdict answer(int request) throws IOException {
        Message message = receive();
        while (message instanceof Want want && want.request() == request) {
            message = receive();
        }
        if (!(message instanceof Answer answer) || answer.request() != request) {
            throw new Failure("the answer to request " + request + " should come, but it was " + message);
        }
        return answer.verdict();
    }

    /** Sends what is wanted of a content until the answer comes. */
    Verdict serve(int request, byte[] content) throws IOException {
        Message message = receive();
        while (message instanceof Want want) {
            send(part(want, content));
            message = receive();
        }
        if (!(message instanceof Answer answer) || answer.request() != request) {
            throw new Failure("the answer to request " + request + " should come, but it was " + message);
        }
        return answer.verdict();
    }

    Verdict scan(int request, byte[] content) throws IOException {
        order(request, content, 60_000);
        return serve(request, content);
    }

    void order(int request, byte[] content, int deadlineMillis) throws IOException {
        send(new Message.Scan(request, subject(content), deadlineMillis, false));
    }

    static Fragment part(Want want, byte[] content) {
        int from = (int) want.offset();
        return new Fragment(want.request(), from, ByteBuffer.wrap(Arrays.copyOfRange(content, from, from + want.length())));
    }

    static Subject subject(byte[] content) {
        return new Subject(Digest.of(Digest.computation().digest(content)), content.length);
    }

    /** All that comes until the server ends the connection; fails if it does not. */
    void ended() throws IOException {
        try {
            while (true) {
                Frames.read(in);
            }
        } catch (SocketTimeoutException e) {
            throw new Failure("the connection should end and did not");
        } catch (EOFException | SocketException e) {
            // That is the end.
        }
    }

    /** A goodbye comes and then the end. */
    void refused() throws IOException {
        Message message = receive();
        while (message instanceof Want || message instanceof Answer) {
            message = receive();
        }
        if (!(message instanceof Bye)) {
            throw new Failure("a goodbye should come, but it was " + message);
        }
        ended();
    }

    /** The connection still works. */
    void isWell(long token) throws IOException {
        send(new Ping(token));
        expect(new Pong(token));
    }

    List<Want> wants(int count) throws IOException {
        Want[] wants = new Want[count];
        for (int i = 0; i < count; i++) {
            wants[i] = expect(Want.class);
        }
        return List.of(wants);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
