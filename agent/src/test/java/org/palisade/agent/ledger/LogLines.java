package org.palisade.agent.ledger;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;

/** What a class logs while this is open. */
final class LogLines implements AutoCloseable {

    final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;

    LogLines(Class<?> type) {
        logger = Logger.getLogger(type.getName());
        logger.setFilter(line -> lines.add(line.getMessage()));
    }

    @Override
    public void close() {
        logger.setFilter(null);
    }
}
