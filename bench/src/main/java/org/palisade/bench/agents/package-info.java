/**
 * Many agents against one Protection Server, each in a process of its own: what ten thousand idle connections cost in memory, and what a look-up over TLS costs in
 * processor time. No container, no Integration Server: the listener is the real one.
 */
package org.palisade.bench.agents;
