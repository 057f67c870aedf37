/** Which SVMs there are: a fixed list, or the Integration Server's, asked for in the rhythm of {@link org.palisade.agent.discovery.DiscoveryRule}. */
package org.palisade.agent.discovery;
