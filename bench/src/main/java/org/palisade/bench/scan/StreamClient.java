package org.palisade.bench.scan;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Talks to clamd and to the clamd door alike: one session, one stream after the other. */
final class StreamClient implements AutoCloseable {

    private static final int CHUNK = 128 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[CHUNK + 2 * Integer.BYTES + 16];

    StreamClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 4096);
        out = socket.getOutputStream();
        out.write("zIDSESSION\0".getBytes(StandardCharsets.US_ASCII));
    }

    /** True if a daemon answers on that port. */
    static boolean answers(int port) {
        try (StreamClient client = new StreamClient(port)) {
            return client.ping().equals("PONG");
        } catch (IOException e) {
            return false;
        }
    }

    String ping() throws IOException {
        return ask("PING");
    }

    /** Sends a command without content and gives its answer, less the number. */
    String ask(String command) throws IOException {
        out.write(('z' + command + '\0').getBytes(StandardCharsets.US_ASCII));
        return reply();
    }

    /** Streams some bytes, and eight more that make them different from any before if {@code nonce} is not 0. The answer, less its number. */
    String scan(byte[] content, long nonce) throws IOException {
        byte[] command = "zINSTREAM\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer piece = ByteBuffer.wrap(buffer);
        piece.put(command);
        int place = 0;
        while (place < content.length) {
            int length = Math.min(CHUNK, content.length - place);
            piece.putInt(length).put(content, place, length);
            place += length;
            if (place < content.length) {
                send(piece);
            }
        }
        if (piece.remaining() < Long.BYTES + 2 * Integer.BYTES) {
            send(piece);
        }
        if (nonce != 0) {
            piece.putInt(Long.BYTES).put(HexFormat.of().toHexDigits(nonce, Long.BYTES).getBytes(StandardCharsets.US_ASCII));
        }
        piece.putInt(0);
        send(piece);
        return reply();
    }

    private void send(ByteBuffer piece) throws IOException {
        out.write(buffer, 0, piece.position());
        piece.clear();
    }

    private String reply() throws IOException {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        int next = in.read();
        while (next > 0) {
            reply.write(next);
            next = in.read();
        }
        if (next < 0) {
            throw new EOFException("the daemon closed the session after \"" + reply + "\"");
        }
        String text = reply.toString(StandardCharsets.UTF_8);
        return text.substring(text.indexOf(": ") + 2);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
