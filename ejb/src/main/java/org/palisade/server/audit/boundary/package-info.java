/** Who did what with which outcome: an interceptor writes it down within the deed's own transaction. */
package org.palisade.server.audit.boundary;
