package org.palisade.web.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DoorTest {

    @Test
    void eachKindOfCallerHasItsOwnDoor() {
        assertEquals(Door.SVM, Door.of("/api/v1/svm", "/report"));
        assertEquals(Door.AGENT, Door.of("/api/v1/agent", "/svms"));
        assertEquals(Door.SCRIPT, Door.of("/api/v1/console", "/overview"));
        assertEquals(Door.PAGES, Door.of("/console/overview", null));
    }

    @Test
    void onlyEnrolmentOfSvmsAndAgentsIsOpen() {
        assertEquals(Door.ENROLMENT, Door.of("/api/v1/svm", "/enrol"));
        assertEquals(Door.ENROLMENT, Door.of("/api/v1/agent", "/enrol"));
        assertEquals(Door.SCRIPT, Door.of("/api/v1/console", "/enrol"));
    }

    @Test
    void whatLooksAlmostLikeEnrolmentIsNotOpen() {
        assertEquals(Door.SVM, Door.of("/api/v1/svm", "/enrol/"));
        assertEquals(Door.SVM, Door.of("/api/v1/svm", "/enrol/../report"));
        assertEquals(Door.AGENT, Door.of("/api/v1/agent", "/Enrol"));
        assertEquals(Door.AGENT, Door.of("/api/v1/agent", null));
    }
}
