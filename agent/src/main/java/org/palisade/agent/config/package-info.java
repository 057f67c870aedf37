/** Reads the settings file. Each package takes what is its own into one record; what nobody takes stops the start. */
package org.palisade.agent.config;
