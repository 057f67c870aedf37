/** SVMs, as rows. */
package org.palisade.server.svm.entity;
