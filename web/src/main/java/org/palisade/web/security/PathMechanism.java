package org.palisade.web.security;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.server.account.boundary.Accounts;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.secret.boundary.Certificates;

/**
 * The one mechanism of the application: finds out who asks, by the kind of credential that counts at that door, and leaves its decision with the
 * request. It answers nothing itself: {@link AccessFilter} refuses for REST, {@link PagesFilter} shows the sign-in page.
 */
@ApplicationScoped
class PathMechanism implements HttpAuthenticationMechanism {

    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    @EJB
    Certificates certificates;
    @EJB
    Accounts accounts;
    @Inject
    Clock clock;

    @Override
    public AuthenticationStatus validateRequest(HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        Optional<Caller> caller = Optional.empty();
        try {
            caller = switch (Door.of(request.getServletPath(), request.getPathInfo())) {
                case SVM -> Optional.of(peer(request, PeerKind.SVM));
                case AGENT -> Optional.of(peer(request, PeerKind.AGENT));
                case SCRIPT -> Optional.of(script(request));
                case PAGES -> ConsoleSession.caller(request, clock.instant(), accounts::counts);
                case ENROLMENT -> {
                    Admission.open(request);
                    yield Optional.empty();
                }
            };
        } catch (RuntimeException e) {
            // Not only refusals: a fault of ours on the way must be answered like any other fault.
            Admission.refuse(request, e);
        }
        if (caller.isEmpty()) {
            return context.doNothing();
        }
        Admission.admit(request, caller.get());
        return context.notifyContainerAboutLogin(caller.get().name(), Set.of(caller.get().role().name()));
    }

    private Caller peer(HttpServletRequest request, PeerKind wanted) {
        X509Certificate certificate = certificate(request).orElseThrow(() -> new ProblemException(Problem.UNAUTHENTICATED, "a certificate is needed"));
        PeerName name = certificates.admit(certificate)
                .orElseThrow(() -> new ProblemException(Problem.CERTIFICATE_REFUSED, "enrol again with a new token"));
        if (name.kind() != wanted) {
            throw new ProblemException(Problem.FORBIDDEN, "this needs a certificate of kind " + wanted.word());
        }
        return Caller.of(name);
    }

    /** A name and a password count more than a certificate: whoever sends them means them. */
    private Caller script(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            return certificate(request).isPresent() ? peer(request, PeerKind.CONSOLE) : refused();
        }
        BasicCredential credential = BasicCredential.of(header).orElseThrow(Admission::unauthenticated);
        try {
            return accounts.signIn(credential.name(), credential.password(), request.getRemoteAddr());
        } finally {
            Arrays.fill(credential.password(), '\0');
        }
    }

    private static Caller refused() {
        throw Admission.unauthenticated();
    }

    private static Optional<X509Certificate> certificate(HttpServletRequest request) {
        return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0 ? Optional.of(chain[0]) : Optional.empty();
    }
}
