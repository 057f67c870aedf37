/**
 * What the Protection Server tells the Integration Server: its report, every five minutes and at once on change, and events. Scanning goes on when nobody listens; reports
 * are sent again and events wait on disk.
 */
package org.palisade.scanserver.report;
