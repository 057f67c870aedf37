/**
 * Files as the kernel knows them: paths as bytes, an open descriptor, and the identity by which an unchanged file is known again. The only
 * package that calls the C library; Linux on 64 bits.
 */
package org.palisade.agent.file;
