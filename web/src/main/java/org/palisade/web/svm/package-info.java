/** REST for SVMs: enrolment, reports, events. Described in {@code docs/rest.md}. */
package org.palisade.web.svm;
