package org.palisade.server.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.secret.control.MasterKey;

/** Passwords derived from the master key, so that nobody has to keep them. Needs nothing but the JDK. */
public final class DerivedSecrets {

    private final MasterKey master;

    DerivedSecrets(MasterKey master) {
        this.master = master;
    }

    /** Reads the master key of a folder of secrets. */
    public static DerivedSecrets of(Path secrets) throws IOException {
        return new DerivedSecrets(MasterKey.read(new ServerHome(secrets, secrets).masterKey()));
    }

    /** Boot password of the embedded database, 64 hex digits. */
    public String derbyBootPassword() {
        return HexFormat.of().formatHex(master.derive("palisade derby boot password"));
    }

    /** Password of {@code pki/server.p12} and {@code pki/trust.p12}, 64 hex digits. */
    public String keyStorePassword() {
        return HexFormat.of().formatHex(master.derive("palisade key store password"));
    }

    /** Never a secret. */
    @Override
    public String toString() {
        return "DerivedSecrets";
    }
}
