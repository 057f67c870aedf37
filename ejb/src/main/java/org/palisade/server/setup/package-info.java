/** How the Integration Server comes into being: the init step before the first start of any container, and the first start itself. */
package org.palisade.server.setup;
