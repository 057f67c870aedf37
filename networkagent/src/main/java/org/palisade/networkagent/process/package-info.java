/** What every process of ours begins with: its settings file, read strictly, and its log, one line a record. */
package org.palisade.networkagent.process;
