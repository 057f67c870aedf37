/** REST for Light Agents: enrolment, reports, the list of SVMs, policy, events. Described in {@code docs/rest.md}. */
package org.palisade.web.agent;
