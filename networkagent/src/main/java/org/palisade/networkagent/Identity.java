package org.palisade.networkagent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.palisade.protocol.signed.PeerName;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;

/**
 * Who this process is: the name in its certificate, the certificate's key, and the one authority it trusts.
 *
 * @param name        kind, tenant and id, as they stand in {@code certificate}
 * @param key         private key of {@code certificate}
 * @param certificate what it shows to others
 * @param authority   certificate of the authority
 */
public record Identity(PeerName name, PrivateKey key, X509Certificate certificate, X509Certificate authority) {

    private static final String KEY = "identity.key";
    private static final String CERTIFICATE = "identity.crt";
    private static final String AUTHORITY = "authority.crt";
    private static final FileAttribute<Set<java.nio.file.attribute.PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<java.nio.file.attribute.PosixFilePermission>> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    public Identity {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(authority, "authority");
    }

    /**
     * Reads the identity that {@link #store} wrote.
     *
     * @return empty if this process has not enrolled yet
     * @throws IOException if there is one but it cannot be used
     */
    public static Optional<Identity> load(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(KEY))) {
            return Optional.empty();
        }
        return Optional.of(read(folder.resolve(KEY), folder.resolve(CERTIFICATE), folder.resolve(AUTHORITY)));
    }

    /**
     * Reads an identity from three PEM files.
     *
     * @throws IOException if one is missing or holds something else
     */
    public static Identity read(Path key, Path certificate, Path authority) throws IOException {
        try {
            X509Certificate own = Pem.certificate(Files.readString(certificate));
            PeerName name = PeerName.in(own)
                    .orElseThrow(() -> new GeneralSecurityException("its certificate holds no palisade name"));
            return new Identity(name, Pem.key(Files.readString(key)), own, Pem.certificate(Files.readString(authority)));
        } catch (GeneralSecurityException e) {
            throw new IOException("the identity in " + key.getParent() + " cannot be used: " + e.getMessage()
                    + "; remove that folder and enrol again", e);
        }
    }

    /**
     * Writes the identity, the key last and by a rename: after a crash there is a whole identity or none.
     *
     * @throws IOException if the folder cannot be written
     */
    public void store(Path folder) throws IOException {
        Files.createDirectories(folder, OWNER_FOLDER);
        try {
            write(folder.resolve(AUTHORITY), Pem.write(authority));
            write(folder.resolve(CERTIFICATE), Pem.write(certificate));
        } catch (GeneralSecurityException e) {
            throw new IOException("a certificate could not be encoded", e);
        }
        write(folder.resolve(KEY), Pem.write(key));
    }

    /**
     * A TLS context that shows this identity and accepts whom the rule allows.
     *
     * @throws IllegalStateException if key and certificate do not belong together
     */
    public SSLContext context(PeerRule rule) {
        try {
            return MutualTls.context(key, certificate, authority, rule);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the identity cannot be used for TLS", e);
        }
    }

    /** Its name; never the key. */
    @Override
    public String toString() {
        return "Identity[" + name.uri() + "]";
    }

    private static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, OWNER_ONLY);
        try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            out.write(StandardCharsets.US_ASCII.encode(text));
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
