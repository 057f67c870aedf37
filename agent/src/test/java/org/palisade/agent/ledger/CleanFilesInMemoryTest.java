package org.palisade.agent.ledger;

class CleanFilesInMemoryTest extends CleanFilesContract {

    @Override
    CleanFiles open(int most) {
        return CleanFiles.inMemory(most);
    }
}
