/**
 * Boots Payara Micro inside this process, so that no secret is ever an argument or stands in a file: {@link org.palisade.micro.Main} derives the
 * passwords from the master key and hands them over in memory. One listener, HTTPS only; one data source, encrypted; nothing else is open.
 */
package org.palisade.micro;
