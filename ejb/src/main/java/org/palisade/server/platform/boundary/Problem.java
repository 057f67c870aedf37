package org.palisade.server.platform.boundary;

import java.util.Locale;

/** Why a request is refused. Clients branch on the slug; nobody reads a message to decide. */
public enum Problem {
    /** No credentials were given, or a certificate is needed. */
    UNAUTHENTICATED(401, "Who are you?", Fault.CALLER),
    /** Name or password is wrong; which one is not said. */
    CREDENTIALS_REFUSED(401, "Name or password is wrong", Fault.CALLER),
    /** The enrolment token is unknown, of another kind, expired or used up; which one is not said. */
    TOKEN_REFUSED(401, "The enrolment token is not valid", Fault.CALLER),
    /** The certificate is not one of ours, revoked or expired. */
    CERTIFICATE_REFUSED(401, "The certificate is not valid here", Fault.CALLER),
    /** Known, but without the right. */
    FORBIDDEN(403, "This is not allowed for you", Fault.CALLER),
    /** No such thing, or not for this caller. */
    NOT_FOUND(404, "There is no such thing", Fault.CALLER),
    /** The request does not hold what it must; the pointers say where. */
    INVALID(400, "The request is not valid", Fault.CALLER),
    /** The request is larger than accepted. */
    TOO_LARGE(413, "The request is too large", Fault.CALLER),
    /** Too many failed attempts from there; try again later. */
    TOO_MANY_ATTEMPTS(429, "Too many failed attempts", Fault.CALLER),
    /** Our own fault. */
    INTERNAL(500, "Something went wrong here", Fault.SERVER);

    /** Whose fault it is; decides the level of the log line. */
    public enum Fault {
        /** The caller can mend it. */
        CALLER,
        /** Only the operator can. */
        SERVER
    }

    private final int status;
    private final String title;
    private final Fault fault;

    Problem(int status, String title, Fault fault) {
        this.status = status;
        this.title = title;
        this.fault = fault;
    }

    /** The word clients branch on: lower case, with hyphens. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The same words for every occurrence. */
    public String title() {
        return title;
    }

    /** Whose fault it is. */
    public Fault fault() {
        return fault;
    }
}
