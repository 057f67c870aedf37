package org.palisade.agent.discovery;

import java.util.Optional;
import java.util.function.Function;
import org.palisade.protocol.http.Place;

/** How far an SVM may be away and still be near. */
public enum Scope {

    /** The same hypervisor. */
    HOST(Place::host, false),
    CLUSTER(Place::cluster, false),
    DATA_CENTRE(Place::dataCentre, false),
    SERVER_GROUP(Place::serverGroup, true),
    PROJECT(Place::project, true),
    AVAILABILITY_ZONE(Place::availabilityZone, true);

    private static final String OPENSTACK = "openstack";

    private final Function<Place, String> name;
    private final boolean openStack;

    Scope(Function<Place, String> name, boolean openStack) {
        this.name = name;
        this.openStack = openStack;
    }

    /** Whether it is one for OpenStack and its relatives, or one for all other kinds of infrastructure. */
    boolean openStack() {
        return openStack;
    }

    /** Whether a place is in an infrastructure that knows no hosts but server groups, projects and zones. */
    static boolean openStack(Place place) {
        return OPENSTACK.equals(place.kind());
    }

    /** Whether two places are known to be the same in this scope. */
    boolean holds(Place one, Place other) {
        Optional<String> known = name(one);
        return known.isPresent() && known.equals(name(other)) && one.kind() != null && one.kind().equals(other.kind());
    }

    private Optional<String> name(Place place) {
        return Optional.ofNullable(name.apply(place)).filter(text -> !text.isBlank());
    }
}
