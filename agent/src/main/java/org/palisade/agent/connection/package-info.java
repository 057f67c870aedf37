/**
 * The way to the Protection Server: one kept TLS connection to the best SVM, requests that outlive it. {@link org.palisade.agent.connection.SvmLink}
 * takes questions and gives futures; whether a connection is there, was lost meanwhile or changed to another SVM is not the caller's business.
 */
package org.palisade.agent.connection;
