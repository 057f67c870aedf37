/** Who the measured processes are: identities of an authority that lives as long as the measurement. */
package org.palisade.bench.identity;
