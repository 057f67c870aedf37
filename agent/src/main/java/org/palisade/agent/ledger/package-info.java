/** What is known of the files of this guest: verdicts on unchanged files, and files a person let out of quarantine. */
package org.palisade.agent.ledger;
