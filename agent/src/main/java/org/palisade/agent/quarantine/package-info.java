/**
 * What happens to an infected file. The quarantine keeps it encrypted in a folder of its own, one envelope a file; nothing is lost by a kill at any
 * moment: the envelope is whole and on disk before the file is removed.
 */
package org.palisade.agent.quarantine;
