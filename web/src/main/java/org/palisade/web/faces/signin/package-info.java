/** Signing in and out. */
package org.palisade.web.faces.signin;
