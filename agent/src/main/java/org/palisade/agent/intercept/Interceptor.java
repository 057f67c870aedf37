package org.palisade.agent.intercept;

import org.palisade.agent.file.RawPath;

/** Protection at work. */
public interface Interceptor extends AutoCloseable {

    /** Nothing is protected. */
    Interceptor NONE = new Interceptor() {
        @Override
        public Protection protection() {
            return Protection.NONE;
        }

        @Override
        public boolean guards(RawPath path) {
            return false;
        }

        @Override
        public void close() {
            // There is nothing to end.
        }
    };

    /** Of which kind it is. */
    Protection protection();

    /** True if opening an infected file of that name is refused. */
    boolean guards(RawPath path);

    @Override
    void close();
}
