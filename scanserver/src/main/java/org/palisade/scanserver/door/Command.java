package org.palisade.scanserver.door;

import java.util.Optional;

/** The commands of clamd 1.4, in the order in which it lists and tries them. */
enum Command {
    SCAN(true, true, true),
    QUIT(false, true, false),
    RELOAD(false, true, false),
    PING(false, true, true),
    CONTSCAN(true, true, false),
    VERSIONCOMMANDS(false, false, true),
    VERSION(false, true, true),
    END(false, false, true),
    SHUTDOWN(false, true, false),
    MULTISCAN(true, true, false),
    FILDES(false, true, true),
    STATS(false, false, true),
    IDSESSION(false, false, false),
    INSTREAM(false, false, true),
    DETSTATSCLEAR(false, true, false),
    DETSTATS(false, true, false),
    ALLMATCHSCAN(true, false, true);

    private final boolean argument;
    private final boolean bare;
    private final boolean inSession;

    Command(boolean argument, boolean bare, boolean inSession) {
        this.argument = argument;
        this.bare = bare;
        this.inSession = inSession;
    }

    /** The command that a line names; empty if there is none, or it cannot be given in that form. */
    static Optional<Command> of(String line, boolean bare) {
        for (Command command : values()) {
            if (line.startsWith(command.name())) {
                boolean fits = line.length() > command.name().length() == command.argument && (!bare || command.bare);
                return fits ? Optional.of(command) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** What stands behind its name in a line; the separating blank is left out. */
    String argument(String line) {
        return line.length() > name().length() ? line.substring(name().length() + 1) : "";
    }

    /** True if it may be given inside a session. */
    boolean inSession() {
        return inSession;
    }
}
