/**
 * Connections of agents: the listener, who may come in, and the talk of scan protocol version 1. A peer that breaks the protocol, stalls or
 * does not read loses its connection; nothing else is touched.
 */
package org.palisade.scanserver.connection;
