/** Between the records on the wire ({@code protocol}) and those of the boundaries ({@code ejb}): neither knows the other. */
package org.palisade.web.wire;
