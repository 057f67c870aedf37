/** The certificates we issued, as rows. */
package org.palisade.server.secret.entity;
