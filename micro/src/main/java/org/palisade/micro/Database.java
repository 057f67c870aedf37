package org.palisade.micro;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.setup.DerivedSecrets;

/**
 * The data source {@code jdbc/palisade}: Derby in this process, encrypted. The boot password is a system property of this process; the pool is
 * told its name only and Payara looks it up when it connects, so that {@code domain.xml} never holds it.
 */
final class Database {

    private static final String POOL = "palisade";
    private static final String BOOT_PASSWORD = "palisade.derby.boot";

    private final Path folder;

    private Database(Path folder) {
        this.folder = folder;
    }

    static Database of(ServerHome home, DerivedSecrets secrets) {
        System.setProperty(BOOT_PASSWORD, secrets.derbyBootPassword());
        System.setProperty("derby.stream.error.file", home.home().resolve("log").resolve("derby.log").toString());
        return at(home.database());
    }

    static Database at(Path folder) {
        return new Database(folder);
    }

    /**
     * The commands that make the data source, each a name and its arguments. User and password protect nothing, Payara only insists on both: an
     * embedded Derby has no sign-in, its data is protected by the boot password.
     */
    List<List<String>> commands() {
        String attributes = "dataEncryption=true;bootPassword=${" + BOOT_PASSWORD + "};encryptionKeyLength=256;encryptionAlgorithm=AES/CBC/NoPadding";
        return List.of(
                List.of("create-jdbc-connection-pool",
                        "--restype=javax.sql.XADataSource",
                        "--datasourceclassname=org.apache.derby.jdbc.EmbeddedXADataSource",
                        "--property=databaseName=" + escaped(folder.toString()) + ":createDatabase=create:user=palisade:password=palisade:connectionAttributes="
                                + escaped(attributes),
                        POOL),
                List.of("create-jdbc-resource", "--connectionpoolid=" + POOL, "jdbc/palisade"));
    }

    /** Closes the database for good; to be called when nobody uses it any more. */
    void close() {
        try {
            DriverManager.getConnection("jdbc:derby:;shutdown=true").close();
        } catch (SQLException e) {
            // Derby reports a clean shut-down as XJ015.
            if (!"XJ015".equals(e.getSQLState())) {
                System.getLogger(Database.class.getName()).log(System.Logger.Level.ERROR, "the database did not close", e);
            }
        }
    }

    /** Payara splits a list of properties at colons, and each at its equals sign. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("=", "\\=").replace(":", "\\:").replace(";", "\\;");
    }
}
