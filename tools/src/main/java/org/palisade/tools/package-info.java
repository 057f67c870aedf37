/** The console of the command line: what {@code ./palisade status} and {@code events} run. It reads over REST with a certificate of kind console. */
package org.palisade.tools;
