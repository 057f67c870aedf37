package org.palisade.web.svm;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.palisade.web.problem.RestFeature;
import org.palisade.web.security.AccessFilter;

/** What SVMs call; they show their certificate, but for enrolment. */
@ApplicationPath("/api/v1/svm")
public class SvmApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(SvmResource.class, AccessFilter.class, RestFeature.class);
    }

    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
