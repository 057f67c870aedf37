package org.palisade.scanserver.update;

/** Points an update passes; a crash between any two of them leaves the set before or the new one, whole. */
enum Step {
    STAGING_BEGUN, FILE_WRITTEN, FILES_SYNCED, STAGED, GENERATION_WRITTEN, COMMITTED, SWEPT;

    /** Whom they are told. */
    @FunctionalInterface
    interface Watcher {

        /** The product's: nobody cares. */
        Watcher NONE = step -> { };

        void passed(Step step);
    }
}
