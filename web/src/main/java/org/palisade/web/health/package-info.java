/** What {@code /health} says (MicroProfile Health). */
package org.palisade.web.health;
