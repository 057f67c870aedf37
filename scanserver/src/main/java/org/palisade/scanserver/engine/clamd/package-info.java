/**
 * The second engine: a ClamAV daemon on this machine, asked with {@code INSTREAM} over its Unix socket or loopback TCP. It opens archives by its own
 * configuration, whether a request asks for it or not.
 *
 * <p>A daemon as Debian ships it answers OK for what lies beyond its limits. So nothing larger than {@code clamd.object-size} is sent to it, and it should
 * run with {@code AlertExceedsMax yes} and {@code AlertEncrypted yes}: then it says when it stopped, and we say "not fully scanned".
 */
package org.palisade.scanserver.engine.clamd;
