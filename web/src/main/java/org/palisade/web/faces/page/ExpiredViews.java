package org.palisade.web.faces.page;

import jakarta.faces.FacesException;
import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.ExceptionQueuedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;

/** A page that was left open for so long that the server forgot it is simply loaded again. */
final class ExpiredViews extends ExceptionHandlerWrapper {

    ExpiredViews(ExceptionHandler wrapped) {
        super(wrapped);
    }

    @Override
    public void handle() throws FacesException {
        for (Iterator<ExceptionQueuedEvent> events = getUnhandledExceptionQueuedEvents().iterator(); events.hasNext();) {
            if (events.next().getContext().getException() instanceof ViewExpiredException expired) {
                events.remove();
                load(FacesContext.getCurrentInstance(), expired.getViewId());
            }
        }
        getWrapped().handle();
    }

    private static void load(FacesContext faces, String page) {
        try {
            faces.getExternalContext().redirect(faces.getApplication().getViewHandler().getRedirectURL(faces, page, null, false));
            faces.responseComplete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
