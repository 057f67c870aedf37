/** The account of whoever is signed in. */
package org.palisade.web.faces.account;
