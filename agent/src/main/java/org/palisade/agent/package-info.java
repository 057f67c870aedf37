/**
 * Light Agent: watches the files of a guest, asks the Protection Server about them, and takes infected ones away. Holds no engine and no signature.
 * {@link org.palisade.agent.Main} reads the command line, {@link org.palisade.agent.Agent} wires the parts.
 */
package org.palisade.agent;
