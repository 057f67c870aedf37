/**
 * Wire records of the REST resources that SVMs and agents use ({@code docs/rest.md}). They are written and read as JSON by the mapper of
 * whoever uses them; a record here has no behaviour but its own validity. A field that may be absent is nullable on the wire and says so.
 */
package org.palisade.protocol.http;
