package org.palisade.scanserver.door;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.scanserver.cache.CacheConfig;
import org.palisade.scanserver.cache.SharedCache;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.scan.ScanConfig;
import org.palisade.scanserver.scan.Scans;

/** A door on a free port with real scans behind it. */
final class TestDoor implements AutoCloseable {

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Scans scans;
    private final Door door;

    TestDoor(Engine engine, DoorConfig config) throws IOException, SettingsException {
        ScanConfig scanning = ScanConfig.from(Settings.parse("scan.workers = 2".getBytes(StandardCharsets.UTF_8)));
        CacheConfig caching = CacheConfig.from(Settings.parse(new byte[0]));
        scans = new Scans(scanning, engine, SharedCache.inMemory(caching, engine.signatureSet()), timer);
        door = new Door(config, scans, timer);
        door.open();
    }

    static DoorConfig config(Path folder) {
        return new DoorConfig(true, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), UUID.fromString(DoorConfig.TENANT), 1000, 500, 2 << 20,
                folder.resolve("spool"), 64 << 20, Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(60), Unscanned.ERROR,
                "ClamAV 1.4.6");
    }

    static DoorConfig with(DoorConfig one, Optional<Path> socket, int connections, int perPeer, Unscanned unscanned) {
        return new DoorConfig(true, one.address(), socket, one.tenant(), connections, perPeer, one.streamMax(), one.spool(), one.spoolMax(), one.command(),
                one.read(), one.stream(), one.scan(), unscanned, one.version());
    }

    static DoorConfig limits(DoorConfig one, long streamMax, long spoolMax) {
        return new DoorConfig(true, one.address(), one.socket(), one.tenant(), one.connections(), one.perPeer(), streamMax, one.spool(), spoolMax, one.command(),
                one.read(), one.stream(), one.scan(), one.unscanned(), one.version());
    }

    Client connect() throws IOException {
        return new Client(door.port());
    }

    int port() {
        return door.port();
    }

    Door.Figures figures() {
        return door.figures();
    }

    @Override
    public void close() {
        door.close();
        scans.close();
        timer.shutdownNow();
    }
}
