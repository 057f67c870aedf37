/**
 * The engine SPI. An {@link org.palisade.scanserver.engine.Engine} judges objects whose bytes come in order, a piece at a time; it never sees a
 * file, a peer or a tenant. {@code signatures} is our own, {@code clamd} asks a ClamAV daemon on this machine. What every engine must do is
 * written down in {@code EngineContract} of the tests.
 */
package org.palisade.scanserver.engine;
