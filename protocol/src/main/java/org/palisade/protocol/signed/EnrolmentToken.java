package org.palisade.protocol.signed;

import java.util.Base64;
import java.util.Objects;
import java.util.UUID;

/**
 * The text an administrator gives to a new SVM or guest so that it can enrol: {@code palisade1.<kind>.<tenant>.<authority>.<secret>}.
 * The fingerprint of the authority makes the first contact authenticated already. The tenant is printed for people; the server takes the tenant
 * from its own record of the secret, never from here.
 *
 * @param kind      {@link PeerKind#SVM} or {@link PeerKind#AGENT}
 * @param tenant    the tenant the new peer will belong to
 * @param authority SHA-256 of the authority's certificate (DER), unpadded base64url, 43 characters
 * @param secret    256 random bits, unpadded base64url, 43 characters
 */
public record EnrolmentToken(PeerKind kind, UUID tenant, String authority, String secret) {

    private static final String VERSION = "palisade1";
    private static final int BYTES = 32;

    public EnrolmentToken {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(tenant, "tenant");
        if (kind != PeerKind.SVM && kind != PeerKind.AGENT) {
            throw new IllegalArgumentException("only SVMs and agents enrol with a token");
        }
        requireBytes(authority, "authority fingerprint");
        requireBytes(secret, "secret");
    }

    /** The token as text, as it is handed over. */
    public String text() {
        return String.join(".", VERSION, kind.word(), tenant.toString(), authority, secret);
    }

    /**
     * Reads a token; surrounding white space is ignored.
     *
     * @throws IllegalArgumentException if the text is no token; the message never repeats it
     */
    public static EnrolmentToken parse(String text) {
        String[] parts = text.strip().split("\\.", -1);
        if (parts.length != 5 || !VERSION.equals(parts[0])) {
            throw new IllegalArgumentException("not an enrolment token: it starts with palisade1 and has five parts");
        }
        UUID tenant;
        try {
            tenant = UUID.fromString(parts[2]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an enrolment token: its tenant is no id");
        }
        return new EnrolmentToken(PeerKind.of(parts[1]), tenant, parts[3], parts[4]);
    }

    /** Says what it is for; never the secret. */
    @Override
    public String toString() {
        return "EnrolmentToken[" + kind.word() + ", " + tenant + "]";
    }

    private static void requireBytes(String text, String what) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("not an enrolment token: its " + what + " is not 32 bytes of base64url");
        }
    }
}
