package org.palisade.protocol.http;

/**
 * Answer to an SVM's report.
 *
 * @param journal      the journal whose entries are acknowledged; null if the report had none
 * @param acknowledged sequence of the last entry that is stored, with all before it
 * @param licence      the SVM's licence statement, as signed text
 */
public record ReportReply(String journal, long acknowledged, String licence) {
}
