/**
 * The scan protocol between Light Agent and Protection Server, version 1: messages, verdicts and the codec of their frames. The text a client
 * can be written from is {@code docs/protocol.md}.
 */
package org.palisade.protocol.scan;
