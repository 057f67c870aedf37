package org.palisade.server.account.boundary;

import jakarta.ejb.Stateless;
import org.palisade.server.platform.boundary.Caller;

/** People and scripts that sign in with name and password. */
@Stateless
public class Accounts {

    /**
     * Signs in.
     *
     * @param name     account name
     * @param password the password; cleared by the caller
     * @param address  where the attempt comes from, for the back-off
     * @return who it is
     */
    public Caller signIn(String name, char[] password, String address) {
        throw new UnsupportedOperationException();
    }

    /**
     * Changes the caller's own password.
     *
     * @param current the present password
     * @param wanted  the new one, 12–128 characters
     */
    public void changePassword(Caller caller, char[] current, char[] wanted) {
        throw new UnsupportedOperationException();
    }
}
