/** Audit records, as rows. */
package org.palisade.server.audit.entity;
