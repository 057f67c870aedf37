package org.palisade.server.setup;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.palisade.server.platform.boundary.ServerConfig;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.secret.control.Authority;
import org.palisade.server.secret.control.KeyRing;

/** What happens at every start before the first request: settings, keys, schema, first start. Anything wrong stops the start. */
@Singleton
@jakarta.ejb.Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class Startup {

    private static final System.Logger LOG = System.getLogger(Startup.class.getName());

    /** The JNDI name both packagings provide. */
    static final String DATA_SOURCE = "jdbc/palisade";

    @Resource(lookup = DATA_SOURCE)
    DataSource database;
    @Inject
    ServerConfig config;
    @Inject
    KeyRing ring;
    @Inject
    Authority authority;
    @Inject
    FirstStart firstStart;
    @Inject
    ServerHome home;
    @Inject
    Clock clock;

    @PostConstruct
    void start() {
        // Made by their producers only now, at first use; a wrong setting or key must show before anything else is touched.
        LOG.log(System.Logger.Level.INFO, "starting with {0}, {1}, {2}", config, ring, authority);
        migrate(database);
        firstStart.complete();
        try {
            new EmbeddedDatabase(home).stood(clock.instant());
        } catch (IOException e) {
            throw new IllegalStateException("the server cannot write into its home", e);
        }
    }

    static void migrate(DataSource database) {
        // Flyway must look for the migrations where this class comes from, not where the thread does.
        Flyway.configure(Startup.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }
}
