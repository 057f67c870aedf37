/** The Integration Server's two faces, REST and console; both use the same boundaries and keep nothing themselves. */
package org.palisade.web;
