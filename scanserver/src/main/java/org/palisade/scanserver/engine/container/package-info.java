/**
 * What a file is, and what is inside it. {@link org.palisade.scanserver.engine.container.FileType} tells the type by the first bytes;
 * {@link org.palisade.scanserver.engine.container.ContainerWalk} opens archives, compressed files, mails and documents and shows each member, at any depth, to a
 * visitor. Whatever is in a file, it costs no more than the limits of {@link org.palisade.scanserver.engine.container.ContainerConfig}, and what could not be
 * looked at is never passed over in silence: the outcome says why.
 */
package org.palisade.scanserver.engine.container;
