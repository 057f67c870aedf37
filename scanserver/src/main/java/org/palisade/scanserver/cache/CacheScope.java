package org.palisade.scanserver.cache;

/** Who shares verdicts with whom. */
public enum CacheScope {
    /** Each tenant has its own: nobody learns from an answer what another tenant's machines hold. */
    TENANT,
    /** All tenants of this server share: fewer scans, but a quick answer tells that somebody here has the same content. */
    SITE
}
