/** Events, as rows. */
package org.palisade.server.event.entity;
