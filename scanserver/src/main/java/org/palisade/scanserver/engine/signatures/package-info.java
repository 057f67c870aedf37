/**
 * Our own engine. It reads ClamAV's signature files, text and signed archives, into a set, and judges objects and what is inside them under it. The EICAR test file is
 * known by its definition. What a load could not use is counted by kind and reason and logged, never dropped in silence; {@code docs/signatures.md} says what is covered.
 *
 * <p>A scan looks at bytes as they come: the first 64 KiB tell what the object is, then body signatures, digests (only those that signatures of that size exist for)
 * and a program's sections are looked at in one pass. The object is kept only if it is a container that is to be opened; its members are judged in the same way.
 * A digest costs about 60 bytes of memory, in arrays that the garbage collector does not walk through. Another set is loaded beside the one in use and takes its
 * place at once; both are compared entry by entry, so that verdicts remembered elsewhere are given up only as far as they must be.
 */
package org.palisade.scanserver.engine.signatures;
