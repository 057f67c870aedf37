package org.palisade.scanserver.connection;

import java.util.List;
import org.palisade.protocol.scan.Capability;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.Message.Welcome;
import org.palisade.scanserver.engine.Engine;
import org.palisade.scanserver.scan.ScanConfig;

/** Says to each agent what this server offers now. */
public record Welcomes(ConnectionConfig connections, ScanConfig scans, Engine engine) {

    Welcome welcome(List<Capability> common) {
        return new Welcome(Limits.VERSION, engine.signatureSet(), scans.fragment(), Limits.BATCH, scans.window(), connections.requests(),
                scans.objectSize(), (int) connections.idle().toSeconds(), common.stream().map(Capability::word).toList());
    }
}
