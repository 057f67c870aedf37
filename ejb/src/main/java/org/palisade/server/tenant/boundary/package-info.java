/** Tenants: whose machines, accounts, policies and events they are. */
package org.palisade.server.tenant.boundary;
