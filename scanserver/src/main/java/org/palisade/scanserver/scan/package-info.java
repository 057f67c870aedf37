/**
 * From request to verdict. {@link org.palisade.scanserver.scan.Scans} takes requests: answered from the SharedCache, joined to the one that already has that content
 * under way, opened, queued, or told when to come back.
 *
 * <p>A request ends exactly once: with a verdict, at its deadline (to a tenth of a second), when it is cancelled, or with its connection. Its answer never waits for
 * a worker.
 *
 * <p><b>Places.</b> A request that is opened has a place in a lane: it may be sent fragments and judged. There are so many places; an agent gets an eighth of them at
 * most and fewer when few are left, a tenant three quarters. Whoever finds none waits in a bounded queue, which is emptied fairly between tenants and then between the
 * agents of one, by the time they kept places. An open scan holds no worker while it waits for its agent; an agent that sends too slowly loses its place.
 *
 * <p><b>Steps.</b> A scan is judged a fragment at a time; each step queues anew, fairly by the time that steps took.
 *
 * <p><b>Lanes.</b> What turns out to be heavy (an archive to be opened, a large object) goes on in a lane of its own with its own places, queue and threads. Heavy
 * threads run where the normal lane leaves processors free, and a tenth of one in any case; they take turns of two milliseconds at the checkpoints that engines pass.
 *
 * <p><b>Leads.</b> Of requests for the same content in the same scope one leads and the others wait for what becomes of it. A leader that sends nothing for half a
 * second, sends something else or is lost passes the lead on; a slow one may still finish, and whoever finishes first answers all.
 *
 * <p><b>Order of locks.</b> {@code Register} first, then the cache; those of {@code Workers}, {@code Turns} and the contents are taken with neither held. Requesters,
 * observers and engines are called with none held.
 */
package org.palisade.scanserver.scan;
