/**
 * The clamd door: clients of ClamAV's daemon ({@code clamdscan --stream}, mail filters, proxies) ask this server in clamd's own protocol and need no change. What
 * they send goes the way of any other scan: its SHA-256 is looked up in the SharedCache of the door's own tenant, and what is not known there is queued and judged
 * under the same limits, each peer taking its turn.
 *
 * <p>A connection's life: {@link org.palisade.scanserver.door.DoorConnection} is told by a {@link org.palisade.scanserver.door.CommandDecoder} what came, gathers a
 * stream in {@link org.palisade.scanserver.door.Received} (memory first, then a file without a name), and hands it to {@link org.palisade.scanserver.scan.Scans}.
 * Nothing that waits happens on the threads that read: PING is answered while hundreds of senders dawdle.
 */
package org.palisade.scanserver.door;
