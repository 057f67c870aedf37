/** How the channels are secured: TLS 1.3 with certificates of our authority on both sides. Holds rules and names, no keys. */
package org.palisade.protocol.tls;
