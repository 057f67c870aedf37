/** Who may come in: accounts with passwords, and tokens with which SVMs and agents enrol once. */
package org.palisade.server.account.boundary;
