package org.palisade.agent.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palisade.networkagent.Json;
import org.palisade.protocol.http.Place;
import org.palisade.protocol.http.SvmList;

/** The list as older and newer servers send it. */
class SvmListTest {

    private static final String OLD = "{\"svms\":[{\"id\":\"1\",\"address\":\"a\",\"port\":9877,\"version\":\"0.1.0\",\"protocol\":1,"
            + "\"signatureSet\":\"set\",\"load\":12.5,\"connectedAgents\":3}]}";

    @Test
    void whatAnOlderServerDoesNotSendIsUnknown() throws Exception {
        SvmList list = Json.read(OLD, SvmList.class);
        assertEquals(new SvmList(List.of(new SvmList.Entry("1", "a", 9877, null, "0.1.0", 1, "set", 12.5, 3, 0, null, null, null, false, null, null, null, false)),
                null), list);
    }

    @Test
    void whatANewerServerSendsBesidesIsIgnored() throws Exception {
        String newer = OLD.replace("\"port\"", "\"colour\":{\"red\":[1]},\"port\"").replace("]}", "],\"hue\":1,\"place\":{\"kind\":\"vsphere\",\"rack\":\"7\"}}");
        SvmList list = Json.read(newer, SvmList.class);
        assertEquals(Json.read(OLD, SvmList.class).svms(), list.svms());
        assertEquals(new Place("vsphere", null, null, null, null, null, null), list.place());
    }

    @Test
    void nothingIsLostOnTheWay() throws Exception {
        Place place = new Place("vsphere", "host-1", "cluster-1", "dc-1", null, null, null);
        SvmList list = new SvmList(List.of(new SvmList.Entry("1", "a", 9877, "/dc-1", "0.1.0", 3, "set", 12.5, 3, 2, List.of("TLSv1.3"), List.of("linux"),
                List.of("red"), true, "valid", List.of("server", "desktop"), place, true)), place);
        assertEquals(list, Json.read(Json.write(list), SvmList.class));
    }

    @Test
    void anUnknownPlaceIsNotSent() {
        String json = Json.write(new SvmList(List.of(), null));
        assertFalse(json.contains("place"), json);
    }
}
