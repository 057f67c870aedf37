/**
 * The console of the command line: what {@code ./palisade status} and {@code events} run, over REST with a certificate of kind console; it reads, never writes. And tools for
 * issuers that need no server: {@code update-bundle}.
 */
package org.palisade.tools;
