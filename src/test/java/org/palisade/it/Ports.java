package org.palisade.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of tests. */
final class Ports {

    private Ports() {
    }

    /** A port that is free now on loopback, as is the last one of a range that begins with it. */
    static int free(int range) throws IOException {
        int first = 31000 + (int) (ProcessHandle.current().pid() % 200) * 100;
        for (int port = first; port < 60000; port++) {
            if (isFree(port) && isFree(port + range - 1)) {
                return port;
            }
        }
        throw new IOException("no free port");
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
