/**
 * Looks for ClamAV's body ({@code .ndb}) and logical ({@code .ldb}) signatures, all at once.
 *
 * <p>A body is cut at its gaps into pieces. Of each piece the few bytes in a row that occur most seldom are entered into a filter and a table; a look into the
 * filter at every fourth place of an object says whether anything need be compared there. What the table points to is compared by the whole grammar, and pieces
 * found are joined to bodies by the distances their gaps allow. Because pieces are come upon in the order in which they stand, a later one is compared only after
 * the first was found, and a gap of any length costs one number. An object costs what it contains, not what the set contains: a logical signature is judged only
 * if one of its subsignatures was found, or if it is true of objects in which none was.
 *
 * <p>Memory for an object is one block and, for signatures that were touched, a few numbers, both bounded; an object made to exceed the bounds is given up and
 * said so. What cannot be used of a set is refused with the kind it is to be counted under, never dropped in silence. {@code docs/signatures.md} lists what is
 * covered and where it differs from ClamAV.
 */
package org.palisade.scanserver.engine.matcher;
