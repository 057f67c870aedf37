/** Processes that take part in a measurement. */
package org.palisade.bench.process;
