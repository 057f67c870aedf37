/** From a file to an answer: ledger, digest, look-up, fragments. One file at a time for on-access, whole trees on demand. */
package org.palisade.agent.scan;
