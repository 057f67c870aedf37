/** Tenants, as rows. */
package org.palisade.server.tenant.entity;
