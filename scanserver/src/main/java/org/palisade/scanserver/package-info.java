/** The Protection Server's process: its commands and the wiring of its parts. */
package org.palisade.scanserver;
