/** Benchmarks. Each figure stands beside a peer's from the same run on the same machine, because only the ratio travels. */
package org.palisade.bench;
