/**
 * Our own engine. It reads ClamAV's text signatures of the kinds {@code .hdb}, {@code .hsb} and {@code .ndb} and knows the EICAR test file by
 * its definition.
 *
 * <p>Body signatures are cut at their gaps into parts of fixed length. The rarest four bytes of each part, its gram, go into a bitmap and a hash table; one
 * look into the bitmap a byte decides whether anything need be compared. Parts found are joined to signatures by the distances their gaps allow. A
 * scan keeps one block of the object and, for signatures that were touched, a few numbers: memory does not grow with the object. What a load
 * could not use is counted by kind and logged, never dropped in silence.
 */
package org.palisade.scanserver.engine.signatures;
