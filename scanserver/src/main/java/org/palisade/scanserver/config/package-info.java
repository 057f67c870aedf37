/**
 * Reading {@code scanserver.properties}. Every package that can be configured has one {@code XxxConfig} record, made from {@link
 * org.palisade.scanserver.config.Settings} once at start; a key that no record asked for stops the start and is named.
 */
package org.palisade.scanserver.config;
