package org.palisade.micro;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * Warnings on the standard error stream: one short line each, with the root cause instead of a stack; the whole of it is in the log file. A handler
 * of our own, because Payara gives the formatter it finds for the console to every handler it knows.
 */
public final class Console extends Handler {

    private final SimpleFormatter texts = new SimpleFormatter();

    /** Made by the log manager, by its name in {@code logging.properties}. */
    public Console() {
        setLevel(Level.WARNING);
    }

    @Override
    public void publish(LogRecord entry) {
        if (!isLoggable(entry)) {
            return;
        }
        StringBuilder line = new StringBuilder().append(entry.getLevel()).append(": ").append(texts.formatMessage(entry).strip().lines().findFirst().orElse(""));
        Throwable cause = entry.getThrown();
        if (cause != null) {
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            line.append(": ").append(cause);
        }
        System.err.println(line);
    }

    @Override
    public void flush() {
        System.err.flush();
    }

    @Override
    public void close() {
        flush();
    }
}
