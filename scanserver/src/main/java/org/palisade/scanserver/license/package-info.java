/**
 * The licence this SVM was handed by the Integration Server: kept on disk, checked, and what it allows. A new SVM may work without one for 30 days; why stands in
 * {@code docs/adr/0006-update-packages.md}.
 */
package org.palisade.scanserver.license;
