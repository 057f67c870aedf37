package org.palisade.web.faces.page;

import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;

/** Named in {@code faces-config.xml}. */
public final class ExpiredViewsFactory extends ExceptionHandlerFactory {

    /** Made by Faces. */
    public ExpiredViewsFactory(ExceptionHandlerFactory wrapped) {
        super(wrapped);
    }

    @Override
    public ExceptionHandler getExceptionHandler() {
        return new ExpiredViews(getWrapped().getExceptionHandler());
    }
}
