package org.palisade.agent.intercept;

/** What happens to an opening when nobody can say whether the file is clean. */
public enum NoVerdict {
    /** It waits for the hold time, then it is allowed and the file is scanned later. */
    HOLD,
    /** It is allowed at once if there is no SVM, and the file is scanned later. */
    ALLOW,
    /** It waits for the hold time, then it is refused. */
    DENY
}
