/**
 * {@code ./palisade bench scan}: the Protection Server beside clamd, in one run, on this machine, with the same database, the same bytes and the same client. What is
 * compared is CPU seconds of the two daemons as the kernel counts them, garbage collection and compilation included. Figures count only for contents that both say
 * they scanned whole, and only after both found every signature that was planted.
 */
package org.palisade.bench.scan;
