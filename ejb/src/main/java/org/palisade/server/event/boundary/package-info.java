/** Events of agents, SVMs and the server itself: taken in once each, given out in the order they were stored. Knows no other feature. */
package org.palisade.server.event.boundary;
