package org.palisade.web.faces.signin;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import org.palisade.server.account.boundary.Accounts;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.web.security.ConsoleSession;

/** The sign-in page, and the way out. */
@Named("signIn")
@RequestScoped
public class SignInView {

    private static final System.Logger LOG = System.getLogger("org.palisade.web.refused");

    @EJB
    Accounts accounts;
    @Inject
    HttpServletRequest request;
    @Inject
    Clock clock;

    private String name = "";
    private String password = "";

    /** Signs in; on failure the page stays and says so. */
    public String enter() {
        char[] secret = password.toCharArray();
        try {
            Instant before = clock.instant();
            ConsoleSession.begin(request, accounts.signIn(name, secret, request.getRemoteAddr()), before);
            return "/console/overview?faces-redirect=true";
        } catch (ProblemException e) {
            LOG.log(System.Logger.Level.INFO, "refused sign-in from {0}: {1}", request.getRemoteAddr(), e.problem().slug());
            String words = e.problem() == Problem.TOO_MANY_ATTEMPTS ? "Too many failed attempts: " + e.detail() + '.'
                    : "Name or password is wrong.";
            FacesContext.getCurrentInstance().addMessage(null, new FacesMessage(FacesMessage.SEVERITY_ERROR, words, null));
            return "";
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    /** Signs out. */
    public String leave() {
        ConsoleSession.end(request);
        return "/console/sign-in?faces-redirect=true";
    }

    /** Account name as typed. */
    public String getName() {
        return name;
    }

    /** Account name as typed. */
    public void setName(String name) {
        this.name = name == null ? "" : name.strip();
    }

    /** Never given back to the browser. */
    public String getPassword() {
        return "";
    }

    /** Password as typed. */
    public void setPassword(String password) {
        this.password = password == null ? "" : password;
    }
}
