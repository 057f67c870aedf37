/**
 * Asks any Protection Server whether it keeps to {@code docs/protocol.md}: as an agent with an identity of its own, over TLS, check by check. It knows nothing of the
 * server but its address.
 */
package org.palisade.tools.conformance;
