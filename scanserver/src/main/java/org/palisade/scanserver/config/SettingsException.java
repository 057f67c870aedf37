package org.palisade.scanserver.config;

/** A setting that cannot be used; the message names its key and is meant for the administrator. */
public final class SettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
