/**
 * Every decoder that hostile bytes reach, fed by Jazzer: each may refuse with its own exception, and do nothing else. {@link org.palisade.bench.fuzz.Fuzz} runs them.
 */
package org.palisade.bench.fuzz;
