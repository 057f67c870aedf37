/**
 * The gap ledger: every file let through without a verdict, on disk before its opening is allowed and until it is scanned, and the times without protection.
 *
 * <p>An entry's life: <em>held</em>, while its opening waits for longer than a moment, so that a kill of the agent, on which the kernel lets the opening go,
 * loses nothing; <em>open</em>, once it was let through; <em>closed</em>, when it was scanned or is gone. Nothing here may be called by the thread that
 * reads the kernel's events.
 */
package org.palisade.agent.gap;
