package org.palisade.web.security;

import java.util.Objects;

/** The ways in; each takes its own kind of credential. */
enum Door {
    /** {@code /api/v1/svm}: a certificate of an SVM. */
    SVM,
    /** {@code /api/v1/agent}: a certificate of an agent. */
    AGENT,
    /** Enrolment of either: nothing; the token is in the body. */
    ENROLMENT,
    /** {@code /api/v1/console}: name and password, or a certificate of a console. */
    SCRIPT,
    /** Everything else: a session, if there is one. */
    PAGES;

    static final String SVM_PATH = "/api/v1/svm";
    static final String AGENT_PATH = "/api/v1/agent";
    static final String SCRIPT_PATH = "/api/v1/console";

    /**
     * The door of a request. Decides by what the container mapped, never by the text of the URI, so that both always mean the same.
     *
     * @param servletPath the path of the servlet that was chosen
     * @param pathInfo    the rest; null if none
     */
    static Door of(String servletPath, String pathInfo) {
        boolean enrolment = "/enrol".equals(Objects.requireNonNullElse(pathInfo, ""));
        return switch (servletPath) {
            case SVM_PATH -> enrolment ? ENROLMENT : SVM;
            case AGENT_PATH -> enrolment ? ENROLMENT : AGENT;
            case SCRIPT_PATH -> SCRIPT;
            default -> PAGES;
        };
    }
}
