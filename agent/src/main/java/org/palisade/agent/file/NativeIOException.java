package org.palisade.agent.file;

import java.io.IOException;

/** A call of the C library failed. Names the call and the error's number; never a path. */
public final class NativeIOException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int number;

    public NativeIOException(String call, int number) {
        super(call + " failed with error " + number);
        this.number = number;
    }

    /** The error's number, as in errno.h. */
    public int number() {
        return number;
    }
}
