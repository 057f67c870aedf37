/**
 * The local control socket: {@code control.sock} in the agent's home, for whoever may enter that folder. One order a connection, one line of JSON; answers
 * are lines of JSON until the connection ends.
 */
package org.palisade.agent.control;
