package org.palisade.scanserver.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks the running Protection Server. */
public final class ControlClient {

    private static final String FAILED = "FAILED ";

    private ControlClient() {
    }

    /**
     * Gives an order and waits until it is carried out.
     *
     * @param home the Protection Server's home
     * @return the answer, one line of JSON
     * @throws IOException if it does not run, belongs to somebody else, or could not do it; the message says which
     */
    public static String ask(Path home, String order) throws IOException {
        try (ControlAddress address = new ControlAddress(home); SocketChannel channel = connect(address)) {
            Channels.newOutputStream(channel).write((order + "\n").getBytes(StandardCharsets.UTF_8));
            BufferedReader in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            String answer = in.readLine();
            if (answer != null && answer.startsWith(FAILED)) {
                throw new IOException(answer.substring(FAILED.length()));
            }
            if (answer == null || !"OK".equals(in.readLine())) {
                throw new IOException("the Protection Server left before it was done");
            }
            return answer;
        }
    }

    private static SocketChannel connect(ControlAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(address.address());
            return channel;
        } catch (IOException e) {
            channel.close();
            throw new IOException("the Protection Server does not run, or belongs to somebody else", e);
        }
    }
}
