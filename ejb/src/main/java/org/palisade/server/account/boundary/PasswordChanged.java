package org.palisade.server.account.boundary;

import org.palisade.server.platform.boundary.Caller;

/** An account has another password. */
record PasswordChanged(Caller caller) {
}
