package org.palisade.agent.connection;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.palisade.agent.connection.Greeting.Greeted;
import org.palisade.agent.discovery.Move;
import org.palisade.agent.discovery.Svm;

/**
 * Moves from one SVM to another, one at a time. A move waits for a moment in which nothing is under way, at most a minute. Then the other SVM is greeted,
 * and only if it can be had is the present connection ended.
 */
final class Mover {

    private static final Logger LOG = System.getLogger(Mover.class.getName());
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);
    private static final int STACK = 256 * 1024;

    private record Plan(Channel from, Move move, long since) {
        boolean due(long now) {
            return from.idle() || now - since >= PATIENCE;
        }
    }

    private final Greeting greeting;
    private Optional<Plan> plan = Optional.empty();
    private Optional<Greeted> successor = Optional.empty();
    private boolean under;
    private boolean closed;

    Mover(Greeting greeting) {
        this.greeting = greeting;
    }

    /** Plans a move, unless one is planned already. */
    synchronized void plan(Channel from, Move move, long now) {
        if (plan.isEmpty() && !closed) {
            plan = Optional.of(new Plan(from, move, now));
            under = false;
        }
    }

    /** Begins what is due; to be called often. */
    synchronized void check(long now) {
        if (!under) {
            plan.filter(due -> due.due(now)).ifPresent(due -> {
                under = true;
                Thread thread = new Thread(null, () -> carryOut(due), "svm-move", STACK);
                thread.setDaemon(true);
                thread.start();
            });
        }
    }

    /** The connection is over, for whatever reason. Returns true if it was by a move, whose other side is ready. */
    synchronized boolean ended() {
        plan = Optional.empty();
        return successor.isPresent();
    }

    /** The connection that a move made ready; it is given once. */
    synchronized Optional<Greeted> successor() {
        Optional<Greeted> ready = successor;
        successor = Optional.empty();
        return ready;
    }

    synchronized boolean ready() {
        return successor.isPresent();
    }

    synchronized void close() {
        closed = true;
        plan = Optional.empty();
        drop(successor());
    }

    private void carryOut(Plan due) {
        Optional<Svm> to = due.move().to();
        Optional<Greeted> other = Optional.empty();
        try {
            other = to.isPresent() ? Optional.of(greeting.greet(to.get())) : other;
        } catch (IOException e) {
            LOG.log(Level.INFO, "another SVM would be better, but cannot be had: {0}", e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "another SVM would be better, but could not be greeted", e);
        }
        synchronized (this) {
            boolean current = plan.equals(Optional.of(due));
            if (current) {
                plan = Optional.empty();
            }
            if (!current || other.isPresent() != to.isPresent()) {
                drop(other);
                return;
            }
            successor = other;
        }
        LOG.log(Level.INFO, "leaves its SVM for {0}: {1}", to.map(svm -> svm.id().toString()).orElse("none"), due.move().why());
        due.from().leave();
    }

    private static void drop(Optional<Greeted> unused) {
        try {
            if (unused.isPresent()) {
                unused.get().close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a connection could not be closed", e);
        }
    }
}
