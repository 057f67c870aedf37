/**
 * Update packages: looked for, checked, staged, swapped in as a whole, taken back. What is in use, what was before and how far the numbers went change in one
 * step, the rename of one link; whatever is not reached from it is rubbish and swept. Described in {@code docs/operations/updates.md}.
 */
package org.palisade.scanserver.update;
