/** What a valid event is. */
package org.palisade.server.event.control;
