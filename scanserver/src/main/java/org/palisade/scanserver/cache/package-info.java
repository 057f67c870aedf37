/**
 * The SharedCache: what is known of contents that were scanned already, whichever VM they came from. It lives in memory and is bounded; a persistent one can
 * take its place behind the same three methods.
 */
package org.palisade.scanserver.cache;
