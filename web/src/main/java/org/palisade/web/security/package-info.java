/**
 * Who asks. One mechanism for the whole application decides by path which kind of credential counts: a client certificate for SVMs and agents, name
 * and password (or a console's certificate) for scripts, a session for the console's pages. Whether the caller has the right is decided by the
 * boundaries.
 */
package org.palisade.web.security;
