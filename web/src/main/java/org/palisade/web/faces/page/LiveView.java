package org.palisade.web.faces.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.util.List;
import org.primefaces.PrimeFaces;

/** Keeps an open page true: asked every few seconds, it draws again only what is no longer so, and leaves the reader's place alone otherwise. */
@Named("live")
@RequestScoped
public class LiveView {

    /**
     * Compares what the browser shows with what is.
     *
     * @param now   a text that differs whenever the page should
     * @param parts ids of what to draw again, separated by spaces
     */
    public void refresh(String now, String parts) {
        String shown = FacesContext.getCurrentInstance().getExternalContext().getRequestParameterMap().get("shown");
        if (!now.equals(shown)) {
            PrimeFaces.current().ajax().update(List.of((parts + " refresh:mark").split(" ")));
        }
    }
}
