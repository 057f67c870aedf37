package org.palisade.agent.discovery;

/** Why this agent does not go to an SVM; in the order in which it is looked at. */
public enum Exclusion {

    VERSION("speaks another version of the scan protocol"),
    CHANNEL("protects the channel otherwise"),
    TAGS("has other connection tags"),
    GUESTS("has no databases for this kind of guest"),
    SCOPE("is out of scope, or nobody knows where it is");

    private final String text;

    Exclusion(String text) {
        this.text = text;
    }

    /** The rest of a sentence that begins with the SVM. */
    public String text() {
        return text;
    }
}
