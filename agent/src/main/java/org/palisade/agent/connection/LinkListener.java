package org.palisade.agent.connection;

import org.palisade.agent.discovery.Svm;

/** Told what becomes of the connection, in order, from the link's own thread; must return soon. */
public interface LinkListener {

    /** There is a connection, under this signature set. */
    void connected(Svm svm, String signatureSet);

    /** The SVM has another signature set now. */
    void signatureSet(String signatureSet);

    /** The list of SVMs has changed, says the SVM. */
    void svmList();

    /** The connection is gone. */
    void lost(Svm svm);
}
