/** All detections, newest first. */
package org.palisade.web.faces.detections;
