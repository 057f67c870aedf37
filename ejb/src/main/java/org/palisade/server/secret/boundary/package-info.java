/**
 * What other features get from keys without ever holding one: encrypted columns ({@link org.palisade.server.secret.boundary.EncryptedText}), keyed
 * digests to search by, and certificates ({@link org.palisade.server.secret.boundary.Certificates}).
 */
package org.palisade.server.secret.boundary;
