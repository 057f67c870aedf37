package org.palisade.scanserver.engine.container;

import java.util.List;

/**
 * Something found inside a container.
 *
 * @param path          its names from the outside in, joined by "/", without control characters, at most {@value #PATH} characters
 * @param type          what it is by its first bytes
 * @param content       its bytes, valid during the visit; empty if it is encrypted
 * @param depth         1 in the object itself, one more in each member around it, however many things that member was opened as
 * @param containerType ClamAV's name of the type of the container it lies in directly, such as {@code CL_TYPE_ZIP}
 * @param intermediates ClamAV's names of the types of the containers around it, from the outside in; the last is {@code containerType}
 * @param packedSize    bytes it takes in its container; the size of all the container if members are not packed one by one
 * @param encrypted     whether it could not be read because it is encrypted
 * @param whole         whether {@code content} is all of it; false if the container is damaged there or a limit was reached
 * @param number        its number in its container, from 1
 * @param crc32         the checksum that the container states for it, 0 to 2^32-1; 0 if none
 */
public record Member(String path, FileType type, Content content, int depth, String containerType, List<String> intermediates, long packedSize, boolean encrypted,
                     boolean whole, int number, long crc32) {

    /** Longest path, characters. */
    public static final int PATH = 500;
}
