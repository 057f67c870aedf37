/** Protected VMs and their agents: enrolment, reports, the list for the console. */
package org.palisade.server.agent.boundary;
