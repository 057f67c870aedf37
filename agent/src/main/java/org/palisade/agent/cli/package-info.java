/** The command line: orders to the running agent, and how their answers are shown. */
package org.palisade.agent.cli;
