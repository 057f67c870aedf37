package org.palisade.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.palisade.server.secret.boundary.EncryptedText;

/** Every text that is not known to be harmless is encrypted; the list of harmless ones is in docs/adr/0002-encrypted-columns.md too. */
class EncryptedColumnsTest {

    private static final Set<String> HARMLESS = Set.of(
            "Account.id", "Account.nameDigest", "Account.sealedCredential",
            "AuditRecord.id", "AuditRecord.deed", "AuditRecord.outcome",
            "EnrolmentTokenRecord.id", "EnrolmentTokenRecord.secretDigest",
            "IssuedCertificateRecord.serial", "IssuedCertificateRecord.fingerprint", "IssuedCertificateRecord.subject",
            "Policy.id", "ProtectedVm.id", "ProtectedVm.svm", "Svm.id", "Svm.updateState", "Svm.licenceState", "Svm.sessionJournal",
            "AgentSession.id", "AgentSession.svm", "AgentSession.agent", "AgentSession.run", "Tenant.id",
            "SecurityEvent.source", "SecurityEvent.eventId", "SecurityEvent.kind");

    @Test
    void everyTextThatIsNotKnownToBeHarmlessIsEncrypted() throws Exception {
        Set<String> open = new TreeSet<>();
        for (Class<?> entity : entities()) {
            for (Field field : entity.getDeclaredFields()) {
                Convert convert = field.getAnnotation(Convert.class);
                boolean encrypted = convert != null && EncryptedText.class.isAssignableFrom(convert.converter());
                if (field.getType() == String.class && !Modifier.isStatic(field.getModifiers()) && !encrypted) {
                    open.add(entity.getSimpleName() + '.' + field.getName());
                }
            }
        }
        assertEquals(new TreeSet<>(HARMLESS), open);
    }

    @Test
    void noTwoColumnsShareOneContext() throws Exception {
        Set<String> contexts = new TreeSet<>();
        for (Class<?> entity : entities()) {
            for (Field field : entity.getDeclaredFields()) {
                Convert convert = field.getAnnotation(Convert.class);
                if (convert != null) {
                    assertTrue(contexts.add(context(convert)), () -> entity + " " + field.getName());
                }
            }
        }
    }

    @Test
    void theRecordOfTheDecisionNamesEveryEncryptedColumn() throws Exception {
        String record = Files.readString(Path.of("../docs/adr/0002-encrypted-columns.md"));
        for (Class<?> entity : entities()) {
            for (Field field : entity.getDeclaredFields()) {
                Convert convert = field.getAnnotation(Convert.class);
                if (convert != null) {
                    String name = context(convert);
                    assertTrue(record.contains('`' + name + '`'), name);
                }
            }
        }
    }

    private static String context(Convert convert) throws ReflectiveOperationException {
        Field column = EncryptedText.class.getDeclaredField("column");
        column.setAccessible(true);
        Class<?> converter = convert.converter();
        return (String) column.get(converter.getDeclaredConstructor().newInstance());
    }

    private static List<Class<?>> entities() throws IOException {
        Path classes = Path.of("target/classes");
        try (Stream<Path> files = Files.walk(classes)) {
            List<Class<?>> found = files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.matches("org/palisade/server/[a-z]+/entity/[A-Za-z]+\\.class"))
                    .<Class<?>>map(EncryptedColumnsTest::load)
                    .filter(type -> type.isAnnotationPresent(Entity.class)).toList();
            assertEquals(11, found.size(), "entities found");
            return found;
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(file.replace('/', '.').substring(0, file.length() - ".class".length()));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
