/** How value types of all features stand in the database. */
package org.palisade.server.platform.entity;
