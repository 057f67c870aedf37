/**
 * Keys and what is done with them: the master key outside the database, the key ring it wraps, the certificate authority. Plain Java; the init
 * step uses it before any container is there.
 */
package org.palisade.server.secret.control;
