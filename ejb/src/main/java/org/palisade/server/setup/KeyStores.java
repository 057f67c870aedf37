package org.palisade.server.setup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.bouncycastle.util.IPAddress;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.platform.boundary.TenantId;
import org.palisade.server.secret.control.Authority;
import org.palisade.server.secret.control.OwnerOnly;
import org.palisade.server.secret.control.Pem;

/** The certificates the installation itself needs, renewed in time: the server's for its TLS listener, the console's for the command line. */
final class KeyStores {

    private static final String ALIAS = "palisade";
    private static final Duration SERVER_LIFE = Duration.ofDays(365);
    private static final Duration CONSOLE_LIFE = Duration.ofDays(90);
    private static final Duration RENEW = Duration.ofDays(30);

    private final ServerHome home;
    private final Authority authority;
    private final String password;
    private final Clock clock;

    KeyStores(ServerHome home, Authority authority, String password, Clock clock) {
        this.home = home;
        this.authority = authority;
        this.password = password;
        this.clock = clock;
    }

    /** Completes {@code server.p12} and {@code trust.p12}; says what was made. */
    List<String> complete(List<String> given) throws IOException {
        List<String> made = new ArrayList<>();
        Path server = home.pki().resolve("server.p12");
        Set<String> names = names(given);
        Optional<X509Certificate> present = certificate(server, ALIAS);
        if (present.filter(this::lasts).filter(certificate -> alternatives(certificate).containsAll(names)).isEmpty()) {
            UUID id = present.flatMap(PeerName::in).map(PeerName::id).orElseGet(UUID::randomUUID);
            KeyPair pair = Authority.newKeyPair();
            X509Certificate certificate = authority.issue(new PeerName(PeerKind.SERVER, TenantId.DEFAULT.value(), id), pair.getPublic(),
                    List.copyOf(names), clock.instant(), SERVER_LIFE);
            store(server, store -> store.setKeyEntry(ALIAS, pair.getPrivate(), password.toCharArray(),
                    new Certificate[] {certificate, authority.certificate()}));
            made.add("made the server's certificate for " + String.join(", ", names));
        }
        Path trust = home.pki().resolve("trust.p12");
        if (certificate(trust, ALIAS).filter(authority.certificate()::equals).isEmpty()) {
            store(trust, store -> store.setCertificateEntry(ALIAS, authority.certificate()));
            made.add("made the trust store");
        }
        return made;
    }

    /**
     * Completes {@code console.key} and {@code console.crt}; says what was made. The certificate is written last: without it the key is made
     * anew.
     */
    List<String> completeConsole() throws IOException {
        Path key = home.secrets().resolve("console.key");
        Path crt = consoleCertificate(home);
        if (Files.exists(key) && Files.exists(crt) && lasts(Pem.readCertificate(crt))) {
            return List.of();
        }
        Files.deleteIfExists(crt);
        KeyPair pair = Authority.newKeyPair();
        X509Certificate certificate = authority.issue(new PeerName(PeerKind.CONSOLE, TenantId.DEFAULT.value(), UUID.randomUUID()),
                pair.getPublic(), List.of(), clock.instant(), CONSOLE_LIFE);
        OwnerOnly.write(key, Pem.of(pair.getPrivate()).getBytes(StandardCharsets.US_ASCII));
        OwnerOnly.write(crt, Pem.of(certificate, authority.certificate()).getBytes(StandardCharsets.US_ASCII));
        return List.of("made the console's certificate");
    }

    static Path consoleCertificate(ServerHome home) {
        return home.secrets().resolve("console.crt");
    }

    private boolean lasts(X509Certificate certificate) {
        Instant soon = clock.instant().plus(RENEW);
        boolean ours = certificate.getIssuerX500Principal().equals(authority.certificate().getSubjectX500Principal());
        return ours && soon.isBefore(certificate.getNotAfter().toInstant());
    }

    private Optional<X509Certificate> certificate(Path file, String alias) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(Files.readAllBytes(file)), password.toCharArray());
            return Optional.ofNullable((X509Certificate) store.getCertificate(alias));
        } catch (GeneralSecurityException e) {
            throw new IOException(file.getFileName() + " cannot be opened", e);
        }
    }

    private void store(Path file, Filling filling) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            filling.into(store);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, password.toCharArray());
            OwnerOnly.write(file, bytes.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IOException(file.getFileName() + " cannot be written", e);
        }
    }

    @FunctionalInterface
    private interface Filling {
        void into(KeyStore store) throws GeneralSecurityException;
    }

    private static Set<String> names(List<String> given) {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", canonical("::1")));
        try {
            names.add(canonical(InetAddress.getLocalHost().getHostName()));
        } catch (UnknownHostException e) {
            // A machine without a name of its own is reached by the others.
        }
        given.forEach(name -> names.add(canonical(name)));
        return names;
    }

    /** Host names and addresses in a certificate, spelled as {@link #canonical} does. */
    private static Set<String> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            return all == null ? Set.of() : all.stream().map(name -> canonical(name.get(1).toString())).collect(Collectors.toSet());
        } catch (GeneralSecurityException e) {
            return Set.of();
        }
    }

    /** One spelling for each address; names in lower case. */
    private static String canonical(String name) {
        if (!IPAddress.isValid(name)) {
            return name.toLowerCase(java.util.Locale.ROOT);
        }
        try {
            return InetAddress.getByName(name).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address literal is not looked up", e);
        }
    }
}
