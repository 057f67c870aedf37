/** SVMs: their enrolment, what they report every five minutes, the lists for console and agents. */
package org.palisade.server.svm.boundary;
