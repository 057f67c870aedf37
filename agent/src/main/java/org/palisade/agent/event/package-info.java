/** What this agent tells the Integration Server: the kinds of events and how each is worded. Delivery is the spool's. */
package org.palisade.agent.event;
