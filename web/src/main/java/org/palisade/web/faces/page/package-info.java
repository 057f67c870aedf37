/** What every page of the console has: the frame with the menu, and the part that keeps a page true while it is open. */
package org.palisade.web.faces.page;
