/** Protected VMs, as rows. */
package org.palisade.server.agent.entity;
