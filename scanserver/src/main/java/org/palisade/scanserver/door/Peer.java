package org.palisade.scanserver.door;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Whoever stands at the other end: an address, or a user of this machine. All its connections share its turn and its limits.
 *
 * @param id stays the same from one connection to the next
 */
record Peer(UUID id) {

    private record Known(InetAddress address, Peer peer) {
    }

    /** Almost everyone: worked out once. */
    private static final Known LOOPBACK = new Known(InetAddress.getLoopbackAddress(), named("address:" + InetAddress.getLoopbackAddress().getHostAddress()));

    static Peer of(Channel channel) {
        if (channel.remoteAddress() instanceof InetSocketAddress address) {
            return address.getAddress().equals(LOOPBACK.address()) ? LOOPBACK.peer() : named("address:" + address.getAddress().getHostAddress());
        }
        UnixDomainPrincipal user = channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
        return named(user == null ? "user:" : "user:" + user.user().getName());
    }

    private static Peer named(String name) {
        return new Peer(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }
}
