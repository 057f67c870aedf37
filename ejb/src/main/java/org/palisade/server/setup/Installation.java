package org.palisade.server.setup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.control.Authority;
import org.palisade.server.secret.control.KeyRing;
import org.palisade.server.secret.control.MasterKey;
import org.palisade.server.secret.control.OwnerOnly;

/**
 * What an Integration Server has outside its database. Each piece is written whole or not at all, in an order in which a killed run can be repeated:
 * nothing is ever made anew on which something older depends.
 */
final class Installation {

    /** Written last of the first secrets: those are made once, also when an administrator has deleted them since. */
    private static final String MARKER = "initialised";
    private static final int PASSWORD_BYTES = 18;
    private static final int SECRET_BYTES = 32;

    private final ServerHome home;
    private final Clock clock;
    private final List<String> made = new ArrayList<>();

    Installation(ServerHome home, Clock clock) {
        this.home = home;
        this.clock = clock;
    }

    /**
     * Completes the installation.
     *
     * @param names host names and addresses the server is reached by
     * @return what was made, for people; never a secret
     */
    List<String> complete(List<String> names) throws IOException {
        OwnerOnly.folder(home.home());
        OwnerOnly.folder(home.secrets());
        OwnerOnly.folder(home.pki());
        try (FileChannel channel = FileChannel.open(home.home().resolve("init.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock of the home was lost");
            }
            MasterKey master = masterKey();
            KeyRing ring = keyRing(master);
            Authority authority = authority(ring);
            KeyStores stores = new KeyStores(home, authority, new DerivedSecrets(master).keyStorePassword(), clock);
            made.addAll(stores.complete(names));
            firstSecrets(authority);
            made.addAll(stores.completeConsole());
            made.addAll(new EmbeddedDatabase(home).clear());
            return List.copyOf(made);
        }
    }

    private MasterKey masterKey() throws IOException {
        if (Files.exists(home.masterKey())) {
            return MasterKey.read(home.masterKey());
        }
        if (Files.exists(home.keyRing())) {
            throw new IOException("master.key is missing, but there is a key ring that only it opens: bring it back from your backup");
        }
        made.add("made the master key");
        return MasterKey.create(home.masterKey());
    }

    private KeyRing keyRing(MasterKey master) throws IOException {
        if (Files.exists(home.keyRing())) {
            return KeyRing.read(home.keyRing(), master);
        }
        if (Authority.in(home.pki())) {
            throw new IOException("the key ring is missing, but there is an authority that only it opens: bring it back from your backup");
        }
        made.add("made the key ring");
        return KeyRing.create(home.keyRing(), master);
    }

    private Authority authority(KeyRing ring) throws IOException {
        if (Authority.in(home.pki())) {
            return Authority.read(home.pki(), ring);
        }
        made.add("made the certificate authority");
        return Authority.create(home.pki(), ring, clock.instant());
    }

    private void firstSecrets(Authority authority) throws IOException {
        Path marker = home.home().resolve(MARKER);
        if (Files.exists(marker)) {
            return;
        }
        if (!Files.exists(home.adminPassword())) {
            write(home.adminPassword(), random(PASSWORD_BYTES));
        }
        for (PeerKind kind : List.of(PeerKind.SVM, PeerKind.AGENT)) {
            Path file = firstToken(home, kind);
            if (!Files.exists(file)) {
                write(file, new EnrolmentToken(kind, TenantId.DEFAULT.value(), authority.fingerprint(), random(SECRET_BYTES)).text());
            }
        }
        write(marker, clock.instant().toString());
        made.add("made the administrator's first password and the first enrolment tokens");
    }

    static Path firstToken(ServerHome home, PeerKind kind) {
        return home.secrets().resolve(kind.word() + ".token");
    }

    private static void write(Path file, String text) throws IOException {
        OwnerOnly.write(file, (text + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String random(int count) {
        byte[] bytes = new byte[count];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
