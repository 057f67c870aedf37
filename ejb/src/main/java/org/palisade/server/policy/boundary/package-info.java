/** Policies: what agents and Protection Servers are to do. */
package org.palisade.server.policy.boundary;
