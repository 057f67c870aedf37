/** REST for consoles and scripts of administrators. Described in {@code docs/rest.md}. */
package org.palisade.web.console;
