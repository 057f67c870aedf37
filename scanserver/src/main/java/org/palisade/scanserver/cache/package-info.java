/**
 * The SharedCache: what is known of contents that were scanned already, whichever VM they came from. A bounded table outside the heap that is read without locks
 * ({@link org.palisade.scanserver.cache.Stripe}), a journal on disk that survives kill -9 ({@link org.palisade.scanserver.cache.Journal}, {@link
 * org.palisade.scanserver.cache.Records}), and the signature sets that entries come from ({@link org.palisade.scanserver.cache.Epochs}). Others use {@link
 * org.palisade.scanserver.cache.SharedCache}.
 */
package org.palisade.scanserver.cache;
