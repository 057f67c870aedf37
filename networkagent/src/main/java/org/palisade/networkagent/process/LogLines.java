package org.palisade.networkagent.process;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log: one line a record on standard error, {@code time level [thread] class: text}; a stack trace follows only where it is our own fault. */
public final class LogLines extends Formatter {

    /** Name of the logger whose records are JSON already: each stands alone on its line, at every level of the log. */
    public static final String JSON = "org.palisade.json";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    /** Held here because the logging framework holds them weakly; in a class of their own because the first logger settles which manager there is, and that must not be before {@link #keep}. */
    private static final class Loggers {

        private static final Logger OURS = Logger.getLogger("org.palisade");
        private static final Logger RECORDS = Logger.getLogger(JSON);

        private Loggers() {
        }
    }

    private LogLines() {
        super();
    }

    /** To be called first of all in {@code main}: the log goes on while the process stops. Later is too late. */
    public static void keep() {
        System.setProperty("java.util.logging.manager", LogKeeper.class.getName());
    }

    /** Sets the log of this process up. */
    public static void use(Level level) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Handler lines = new ConsoleHandler();
        lines.setFormatter(new LogLines());
        lines.setLevel(java.util.logging.Level.ALL);
        root.addHandler(lines);
        root.setLevel(java.util.logging.Level.WARNING);
        Loggers.OURS.setLevel(switch (level) {
            case ALL, TRACE -> java.util.logging.Level.ALL;
            case DEBUG -> java.util.logging.Level.FINE;
            case INFO -> java.util.logging.Level.INFO;
            case WARNING -> java.util.logging.Level.WARNING;
            case ERROR -> java.util.logging.Level.SEVERE;
            case OFF -> java.util.logging.Level.OFF;
        });
        Loggers.RECORDS.setLevel(java.util.logging.Level.ALL);
    }

    @Override
    public String format(LogRecord line) {
        String name = line.getLoggerName() == null ? "" : line.getLoggerName();
        if (name.equals(JSON)) {
            return line.getMessage() + '\n';
        }
        StringWriter text = new StringWriter();
        text.append(TIME.format(Instant.ofEpochMilli(line.getMillis()))).append(' ').append(word(line.getLevel())).append(' ')
                .append(name.substring(name.lastIndexOf('.') + 1)).append(": ").append(formatMessage(line).replace('\n', ' ')).append('\n');
        if (line.getThrown() != null) {
            line.getThrown().printStackTrace(new PrintWriter(text, true));
        }
        return text.toString();
    }

    private static String word(java.util.logging.Level level) {
        if (level.intValue() >= java.util.logging.Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= java.util.logging.Level.WARNING.intValue()) {
            return "WARN ";
        }
        return level.intValue() >= java.util.logging.Level.INFO.intValue() ? "INFO " : "DEBUG";
    }
}
