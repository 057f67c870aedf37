package org.palisade.web.health;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only when the database answers. */
@Readiness
@ApplicationScoped
public class DatabaseCheck implements HealthCheck {

    private static final System.Logger LOG = System.getLogger(DatabaseCheck.class.getName());
    private static final int SECONDS = 5;

    @Resource(lookup = "jdbc/palisade")
    DataSource database;

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("database").status(answers()).build();
    }

    /** Reads a table of ours: a database that is there and empty is not ready either. */
    private boolean answers() {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT COUNT(*) FROM tenant")) {
            statement.setQueryTimeout(SECONDS);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.ERROR, "the database does not answer", e);
            return false;
        }
    }
}
