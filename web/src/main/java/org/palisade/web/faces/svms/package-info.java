/** All SVMs. */
package org.palisade.web.faces.svms;
