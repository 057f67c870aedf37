/**
 * What can be watched from outside: OpenMetrics on a loopback port, and one JSON line in the log for every detection. This package reads the figures of the others;
 * none of them knows it.
 */
package org.palisade.scanserver.metrics;
