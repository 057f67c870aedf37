package org.palisade.server.account.boundary;

import java.util.Objects;
import org.palisade.server.audit.boundary.AuditNamed;

/**
 * An attempt to sign in.
 *
 * @param name     account name
 * @param password the password
 * @param address  where the attempt comes from
 */
public record SignIn(String name, char[] password, String address) implements AuditNamed {

    private static final int AUDITED = 64;

    public SignIn {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(address, "address");
    }

    @Override
    public String auditName() {
        return name.length() <= AUDITED ? name : name.substring(0, AUDITED);
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "SignIn";
    }
}
