package org.palisade.web.agent;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.palisade.web.problem.RestFeature;
import org.palisade.web.security.AccessFilter;

/** What agents call; they show their certificate, but for enrolment. */
@ApplicationPath("/api/v1/agent")
public class AgentApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(AgentResource.class, AccessFilter.class, RestFeature.class);
    }

    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
