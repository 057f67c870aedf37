/** The installation at a glance. */
package org.palisade.web.faces.overview;
