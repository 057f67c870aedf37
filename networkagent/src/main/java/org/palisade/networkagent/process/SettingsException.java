package org.palisade.networkagent.process;

/** A setting cannot be used; the message names its key, says what would be right, and is meant for the administrator. */
public final class SettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
