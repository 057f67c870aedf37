package org.palisade.server.svm.boundary;

import java.util.Locale;

/** What is known of an SVM. */
public enum SvmState {
    /** It has an identity and never reported. */
    ENROLLED,
    /** It reports. */
    RUNNING,
    /** It said that it stops. */
    STOPPED,
    /** Its last report is too old. */
    SILENT;

    /** The word used on every wire: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
