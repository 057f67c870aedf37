/** All agents. */
package org.palisade.web.faces.agents;
