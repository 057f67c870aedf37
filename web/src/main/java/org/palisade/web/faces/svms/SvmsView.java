package org.palisade.web.faces.svms;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.palisade.protocol.http.ConsoleRecords;
import org.palisade.server.svm.boundary.Svms;
import org.palisade.web.security.CurrentCaller;
import org.palisade.web.wire.Outgoing;

/** The list of SVMs. */
@Named("svms")
@RequestScoped
public class SvmsView {

    @EJB
    Svms svms;
    @Inject
    CurrentCaller caller;

    private List<ConsoleRecords.Svm> rows;

    @PostConstruct
    void load() {
        rows = Outgoing.svms(svms.list(caller.get())).svms();
    }

    /** The SVMs, by name. */
    public List<ConsoleRecords.Svm> getRows() {
        return rows;
    }

    /** Differs when the list does. */
    public String getState() {
        return Integer.toHexString(rows.hashCode());
    }
}
