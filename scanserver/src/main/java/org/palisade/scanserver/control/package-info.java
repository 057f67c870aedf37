/**
 * The local control socket: {@code control.sock} in the Protection Server's home, for whoever may enter that folder. One order a connection, one line with its word; the
 * answer is one line of JSON and a line {@code OK}, or a line {@code FAILED} with why.
 */
package org.palisade.scanserver.control;
