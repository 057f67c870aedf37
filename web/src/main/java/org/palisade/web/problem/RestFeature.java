package org.palisade.web.problem;

import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;

/** What every JAX-RS application of ours needs: problems as answers, and limits on what is read. */
public final class RestFeature implements Feature {

    /** Made by the JAX-RS container. */
    public RestFeature() {
    }

    @Override
    public boolean configure(FeatureContext context) {
        context.register(ProblemMapper.class);
        context.register(BodyLimit.class);
        context.register(NoStore.class);
        return true;
    }
}
