package org.palisade.agent.config;

/** A setting cannot be used; the message names its key and what would be right. */
public final class SettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
