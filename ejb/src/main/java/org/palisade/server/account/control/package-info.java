/** How passwords are kept and guessing is slowed down. */
package org.palisade.server.account.control;
