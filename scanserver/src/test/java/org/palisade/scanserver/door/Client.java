package org.palisade.scanserver.door;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client that sends bytes and says what came back. */
final class Client implements AutoCloseable {

    private final Socket socket = new Socket();

    Client(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
    }

    Client send(String latin1) throws IOException {
        return send(bytes(latin1));
    }

    Client send(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
        return this;
    }

    Client endInput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Everything until the other side closes. */
    String rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        socket.getInputStream().transferTo(all);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Up to and with that terminator. */
    String reply(char terminator) throws IOException {
        StringBuilder reply = new StringBuilder();
        int next;
        do {
            next = socket.getInputStream().read();
            if (next < 0) {
                return reply + "<closed>";
            }
            reply.append((char) next);
        } while (next != terminator);
        return reply.toString();
    }

    static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String stream(String content) {
        return chunk(content) + "\0\0\0\0";
    }

    static String chunk(String content) {
        return new String(ByteBuffer.allocate(4).putInt(0, content.length()).array(), StandardCharsets.ISO_8859_1) + content;
    }

    /** Ends the connection both ways at once. */
    void abort() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
