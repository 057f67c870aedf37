package org.palisade.micro;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DatabaseTest {

    @Test
    void thePoolKnowsTheNameOfTheBootPasswordOnly() {
        String pool = String.join(" ", Database.at(Path.of("/srv/a:b/db")).commands().get(0));
        assertTrue(pool.contains("bootPassword\\=${palisade.derby.boot}\\;"), pool);
    }

    @Test
    void aColonInTheFolderDoesNotEndTheProperty() {
        String pool = String.join(" ", Database.at(Path.of("/srv/a:b/db")).commands().get(0));
        assertTrue(pool.contains("databaseName=/srv/a\\:b/db:createDatabase=create"), pool);
    }
}
