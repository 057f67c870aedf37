/** Accounts and enrolment tokens, as rows. */
package org.palisade.server.account.entity;
