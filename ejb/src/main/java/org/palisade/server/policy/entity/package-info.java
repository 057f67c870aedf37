/** Policies, as rows. */
package org.palisade.server.policy.entity;
