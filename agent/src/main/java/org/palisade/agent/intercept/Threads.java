package org.palisade.agent.intercept;

/** Threads of this package: small, and no reason for the process to live on. */
final class Threads {

    private static final int STACK = 256 * 1024;

    private Threads() {
    }

    static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK);
        thread.setDaemon(true);
        return thread;
    }
}
