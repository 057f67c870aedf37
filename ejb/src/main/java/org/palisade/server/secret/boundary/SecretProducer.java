package org.palisade.server.secret.boundary;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.secret.control.Authority;
import org.palisade.server.secret.control.KeyRing;
import org.palisade.server.secret.control.MasterKey;

/** Opens key ring and authority, once; the init step made them. */
@Dependent
public class SecretProducer {

    @Produces
    @Singleton
    KeyRing keyRing(ServerHome home) {
        try {
            return KeyRing.read(home.keyRing(), MasterKey.read(home.masterKey())).makeCurrent();
        } catch (IOException e) {
            throw new IllegalStateException("the key ring cannot be opened; was the init step run?", e);
        }
    }

    @Produces
    @Singleton
    Authority authority(ServerHome home, KeyRing ring) {
        try {
            return Authority.read(home.pki(), ring);
        } catch (IOException e) {
            throw new IllegalStateException("the certificate authority cannot be opened; was the init step run?", e);
        }
    }
}
