package org.palisade.agent.cli;

/** Exit codes; those of {@code scan} are 0, 1 and 2 as documented there. */
public final class Exit {

    public static final int OK = 0;
    public static final int INFECTED = 1;
    public static final int NOT_SCANNED = 2;
    /** The command line makes no sense. */
    public static final int USAGE = 64;
    /** The agent does not run, or the server cannot be reached. */
    public static final int UNAVAILABLE = 69;
    /** It went wrong. */
    public static final int FAILED = 70;
    /** A setting cannot be used. */
    public static final int CONFIG = 78;

    private Exit() {
    }
}
