package org.palisade.server.svm.boundary;

import jakarta.ejb.Stateless;
import java.util.List;
import org.palisade.server.account.boundary.Enrolled;
import org.palisade.server.account.boundary.Enrolment;
import org.palisade.server.platform.boundary.Caller;

/** SVMs: enrolment, reports, the lists for console and agents. */
@Stateless
public class Svms {

    /** Gives a new SVM its identity; the token stands for the caller. */
    public Enrolled enrol(Enrolment enrolment) {
        throw new UnsupportedOperationException();
    }

    /** Takes in what an SVM says of itself. */
    public void report(Caller caller, SvmStatement statement) {
        throw new UnsupportedOperationException();
    }

    /** All SVMs of the caller's tenant, by host name. */
    public List<SvmEntry> list(Caller caller) {
        throw new UnsupportedOperationException();
    }

    /** The SVMs an agent may connect to: those of its tenant that report. */
    public List<SvmEntry> selectable(Caller caller) {
        throw new UnsupportedOperationException();
    }
}
