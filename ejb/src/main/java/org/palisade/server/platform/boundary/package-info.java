/**
 * What every feature of the Integration Server stands on: who calls ({@link org.palisade.server.platform.boundary.Caller}), how a
 * request is refused ({@link org.palisade.server.platform.boundary.Problem}), what is told to other features
 * ({@link org.palisade.server.platform.boundary.DomainEvent}), the clock and the settings. Uses no other feature.
 */
package org.palisade.server.platform.boundary;
