package org.palisade.web.faces.account;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Arrays;
import org.palisade.server.account.boundary.Accounts;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.web.security.ConsoleSession;
import org.palisade.web.security.CurrentCaller;

/** Changes the password of whoever is signed in. */
@Named("account")
@RequestScoped
public class AccountView {

    @EJB
    Accounts accounts;
    @Inject
    CurrentCaller caller;
    @Inject
    HttpServletRequest request;
    @Inject
    Clock clock;

    private String current = "";
    private String wanted = "";
    private String again = "";

    /** Changes it and says so, or says what is wrong beside the field it is about. */
    public void change() {
        if (!wanted.equals(again)) {
            say("again", FacesMessage.SEVERITY_ERROR, "This is not the same as the new password.");
            return;
        }
        char[] present = current.toCharArray();
        char[] next = wanted.toCharArray();
        try {
            accounts.changePassword(caller.get(), present, next);
            // All sessions of the account have just ended; whoever changed it has shown the password.
            ConsoleSession.begin(request, caller.get(), clock.instant());
            say(null, FacesMessage.SEVERITY_INFO, "The password is changed; other browsers must sign in again. Scripts that sign in with the old one need the new one now.");
        } catch (ProblemException e) {
            if (e.problem() == Problem.CREDENTIALS_REFUSED) {
                say("current", FacesMessage.SEVERITY_ERROR, "This is not your present password.");
            } else if (e.problem() == Problem.INVALID) {
                say("wanted", FacesMessage.SEVERITY_ERROR, "A password has 12 to 128 characters and is not the present one.");
            } else {
                say(null, FacesMessage.SEVERITY_ERROR, e.problem().title() + (e.detail().isEmpty() ? "." : ": " + e.detail() + '.'));
            }
        } finally {
            Arrays.fill(present, '\0');
            Arrays.fill(next, '\0');
        }
    }

    private static void say(String field, FacesMessage.Severity severity, String words) {
        FacesContext.getCurrentInstance().addMessage(field, new FacesMessage(severity, words, null));
    }

    /** Never given back to the browser. */
    public String getCurrent() {
        return "";
    }

    /** The present password as typed. */
    public void setCurrent(String current) {
        this.current = current == null ? "" : current;
    }

    /** Never given back to the browser. */
    public String getWanted() {
        return "";
    }

    /** The new password as typed. */
    public void setWanted(String wanted) {
        this.wanted = wanted == null ? "" : wanted;
    }

    /** Never given back to the browser. */
    public String getAgain() {
        return "";
    }

    /** The new password, typed a second time. */
    public void setAgain(String again) {
        this.again = again == null ? "" : again;
    }
}
