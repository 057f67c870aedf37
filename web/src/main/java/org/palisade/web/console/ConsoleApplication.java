package org.palisade.web.console;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.palisade.web.problem.RestFeature;
import org.palisade.web.security.AccessFilter;
import org.palisade.web.security.Challenge;

/** What consoles and scripts call, with name and password or a console's certificate; every call stands alone, there is no session. */
@ApplicationPath("/api/v1/console")
public class ConsoleApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(InventoryResource.class, EventResource.class, AccountResource.class, Challenge.class, AccessFilter.class, RestFeature.class);
    }

    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
