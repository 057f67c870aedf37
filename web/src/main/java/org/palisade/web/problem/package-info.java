/**
 * How a request is refused over HTTP: RFC 9457 bodies, and the limits on what is read. The only package that knows them; everything else throws
 * {@link org.palisade.server.platform.boundary.ProblemException}.
 */
package org.palisade.web.problem;
