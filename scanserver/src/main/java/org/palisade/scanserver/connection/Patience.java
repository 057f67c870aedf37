package org.palisade.scanserver.connection;

import java.util.Optional;

/** How long one connection has kept this side waiting, seen at each look. Belongs to the connection's event loop. */
final class Patience {

    private final ConnectionConfig config;
    private final Inbox inbox;
    private final Meter meter;
    private final long begun;
    private long heard;
    private long framesSeen;
    private boolean insideSeen;
    private long insideSince;

    Patience(ConnectionConfig config, Inbox inbox, Meter meter, long now) {
        this.config = config;
        this.inbox = inbox;
        this.meter = meter;
        this.begun = now;
        this.heard = now;
    }

    /**
     * Looks again.
     *
     * @param reading false while this side does not read: a frame cannot go on then
     * @return what the peer took too long for; empty if it did not
     */
    Optional<String> over(long now, boolean welcomed, boolean reading) {
        boolean frameCame = inbox.frames() != framesSeen;
        if (frameCame) {
            framesSeen = inbox.frames();
            heard = now;
        }
        if (frameCame || !insideSeen || !reading) {
            insideSince = now;
        }
        insideSeen = inbox.inside();
        boolean stuck = meter.stuck(now, config.unread().toNanos());
        if (!welcomed && now - begun > config.handshake().toNanos()) {
            return Optional.of("no hello within " + config.handshake().toSeconds() + " s");
        } else if (now - heard > config.idle().toNanos()) {
            return Optional.of("nothing came for " + config.idle().toSeconds() + " s");
        } else if (insideSeen && now - insideSince > config.unread().toNanos()) {
            return Optional.of("a frame was not finished within " + config.unread().toSeconds() + " s");
        }
        return stuck ? Optional.of("it does not read what it is sent") : Optional.empty();
    }
}
