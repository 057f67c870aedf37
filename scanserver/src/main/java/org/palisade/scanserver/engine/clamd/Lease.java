package org.palisade.scanserver.engine.clamd;

/**
 * A session with a daemon that answered just now.
 *
 * @param before what it said it was
 */
record Lease(ClamdMember member, ClamdLink link, Version before) {
}
