/**
 * The part of both processes that talks to the Integration Server: it enrols, keeps the identity, sends reports and events, and will receive
 * policy, tasks and updates. Why it is a module of its own: {@code docs/adr/0001-network-agent-module.md}.
 */
package org.palisade.networkagent;
