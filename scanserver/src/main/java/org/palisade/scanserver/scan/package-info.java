/**
 * From request to verdict. {@link org.palisade.scanserver.scan.Scans} admits requests: answered from the SharedCache, joined to the one request that already has
 * that content under way, opened, queued, or told to come back later. An open scan asks its agent for fragments, hashes and judges them on a worker as they
 * arrive, and holds no worker while it waits: a slow guest costs a place among the open scans, never a worker.
 *
 * <p>A request ends exactly once: with a verdict, at its deadline, when it is cancelled, or with its connection.
 */
package org.palisade.scanserver.scan;
