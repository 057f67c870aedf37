package org.palisade.scanserver.cache;

/**
 * What the cache has done since the start and what it holds now.
 *
 * @param entries     verdicts held; some may be due for a new scan until the next sweep
 * @param hits        questions answered
 * @param misses      questions not answered, those met by a due entry included
 * @param due         questions that met an entry which a change of signatures made due or void, and no grace saved
 * @param graced      questions answered by a due entry in its time of grace
 * @param joined      requests that waited for another's scan of the same content
 * @param bytesSaved  sizes of what was answered or joined, summed: bytes that need not be read by an engine
 * @param evictions   verdicts that made room for newer ones
 * @param unkept      complete verdicts that could not be kept: a size beyond 256 TiB, or too many different threats and places at once
 * @param persistent  true while everything put is on disk a second later
 * @param logBytes    size of the files, bytes
 * @param memoryBytes memory of the table outside the heap, bytes
 */
public record Figures(long entries, long hits, long misses, long due, long graced, long joined, long bytesSaved, long evictions, long unkept,
                      boolean persistent, long logBytes, long memoryBytes) {
}
