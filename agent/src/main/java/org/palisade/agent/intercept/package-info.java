/**
 * Files are judged when they are opened or written: by fanotify permission events where the kernel lets us, else by watching for changes.
 *
 * <p>Two rules keep a guest from hanging. The thread that reads events never opens a file, loads a class, logs or waits for anybody: what it cannot
 * answer at once it hands on. And whatever happens to a judgement, a timer answers when the hold time is over. If even that fails the process ends itself,
 * and the kernel lets every waiting process go on. If it cannot even do that, because it was stopped as a whole, another process kills it.
 */
package org.palisade.agent.intercept;
