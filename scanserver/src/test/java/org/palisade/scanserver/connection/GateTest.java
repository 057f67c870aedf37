package org.palisade.scanserver.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;

class GateTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final PeerName AGENT = new PeerName(PeerKind.AGENT, new UUID(0, 1), new UUID(0, 2));

    private final Gate gate = new Gate(new ConnectionConfig("127.0.0.1", 0, 1, 20, 2, 3, 8, LONG, LONG, LONG));

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    }

    @Test
    void strangersOfOneAddressLeaveRoomForThoseOfAnother() throws UnknownHostException {
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), gate.enter(address(1)));
        }
        assertEquals(Optional.of(Refusal.ADDRESS), gate.enter(address(1)));
        assertEquals(Optional.empty(), gate.enter(address(2)));
        assertEquals(Optional.empty(), gate.enter(address(3)));
        assertEquals(Optional.of(Refusal.NEWCOMERS), gate.enter(address(4)));
    }

    @Test
    void whoIsWelcomedOrLeavesMakesRoom() throws UnknownHostException {
        for (int i = 0; i < 20; i++) {
            assertEquals(Optional.empty(), gate.enter(address(1)));
            gate.welcome(address(1));
        }
        assertEquals(20, gate.welcomed());
        assertEquals(Optional.of(Refusal.FULL), gate.enter(address(2)));
        gate.leave(address(1), Optional.empty(), true);
        assertEquals(Optional.empty(), gate.enter(address(2)));
        gate.leave(address(2), Optional.empty(), false);
        assertEquals(19, gate.welcomed());
    }

    @Test
    void oneAgentHasItsShareAndNoMore() {
        assertEquals(Optional.empty(), gate.admit(AGENT));
        assertEquals(Optional.empty(), gate.admit(AGENT));
        assertEquals(Optional.of(Refusal.AGENT), gate.admit(AGENT));
        gate.revoke(AGENT::equals);
        assertEquals(Optional.of(Refusal.REVOKED), gate.admit(AGENT));
        assertEquals(1, gate.agents());
    }

    @Test
    void otherLimitsHoldForThoseWhoComeAndNobodyHasToLeave() throws UnknownHostException {
        InetAddress address = InetAddress.getByName("192.0.2.77");
        assertEquals(Optional.empty(), gate.enter(address));
        gate.welcome(address);
        gate.use(new ConnectionConfig("127.0.0.1", 0, 1, 1, 2, 3, 8, LONG, LONG, LONG));
        assertEquals(Optional.of(Refusal.FULL), gate.enter(address));
        assertEquals(1, gate.connections());
        gate.use(new ConnectionConfig("127.0.0.1", 0, 1, 2, 2, 3, 8, LONG, LONG, LONG));
        assertEquals(Optional.empty(), gate.enter(address));
    }
}
