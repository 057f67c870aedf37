package org.palisade.server;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceContext;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.palisade.server.account.control.EnrolmentGuard;
import org.palisade.server.account.control.SignInGuard;
import org.palisade.server.account.control.SignInMemory;
import org.palisade.server.event.boundary.SecurityEvents;
import org.palisade.server.platform.boundary.DomainEvent;
import org.palisade.server.platform.boundary.ServerConfig;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.secret.control.Authority;
import org.palisade.server.secret.control.KeyRing;
import org.palisade.server.secret.control.MasterKey;
import org.palisade.server.setup.DerivedSecrets;
import org.palisade.server.setup.TestSetup;

/**
 * The features on the real schema in a real encrypted Derby, without a container: beans are made and wired here, a transaction is what {@link #in} runs,
 * CDI events of the features are delivered within it, others after it. Interceptors and transaction attributes are the container's and are tested there.
 */
public final class TestServer implements AutoCloseable {

    /** Held, or its level would be forgotten: a migration of every test's database is no news. */
    private static final java.util.logging.Logger FLYWAY = java.util.logging.Logger.getLogger("org.flywaydb");

    public final TestClock clock = new TestClock();
    public final ServerHome home;

    private final EmbeddedDataSource database = new EmbeddedDataSource();
    private final EntityManagerFactory factory;
    private final Map<Class<?>, Object> parts = new HashMap<>();
    private final List<Object> fired = new ArrayList<>();
    private EntityManager current;

    public TestServer(Path folder) throws Exception {
        home = new ServerHome(folder.resolve("server"), folder.resolve("secrets"));
        FLYWAY.setLevel(java.util.logging.Level.SEVERE);
        TestSetup.init(home, clock);
        database.setDatabaseName(home.database().toString());
        database.setCreateDatabase("create");
        database.setConnectionAttributes("dataEncryption=true;bootPassword=" + DerivedSecrets.of(home.secrets()).derbyBootPassword()
                + ";encryptionKeyLength=256;encryptionAlgorithm=AES/CBC/NoPadding");
        TestSetup.migrate(database);
        factory = Persistence.createEntityManagerFactory("palisade", Map.of(
                "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
                "jakarta.persistence.jtaDataSource", "",
                "jakarta.persistence.nonJtaDataSource", database,
                "eclipselink.weaving", "false",
                "eclipselink.logging.level", "WARNING"));
        KeyRing ring = KeyRing.read(home.keyRing(), MasterKey.read(home.masterKey())).makeCurrent();
        ServerConfig config = ServerConfig.defaults();
        parts.put(Clock.class, clock);
        parts.put(ServerHome.class, home);
        parts.put(ServerConfig.class, config);
        parts.put(KeyRing.class, ring);
        parts.put(Authority.class, Authority.read(home.pki(), ring));
        parts.put(SignInGuard.class, new SignInGuard(clock, config.verifications()));
        parts.put(EnrolmentGuard.class, new EnrolmentGuard(clock));
        parts.put(SignInMemory.class, new SignInMemory(clock, config.signInMemory()));
        TestSetup.firstStart(this);
    }

    /** A bean, wired. */
    public <T> T bean(Class<T> type) {
        Object part = parts.get(type);
        if (part == null) {
            part = make(type);
        }
        return type.cast(part);
    }

    /** Runs something in a transaction of its own; what it fires for after the commit is delivered then. */
    public <T> T in(Supplier<T> work) {
        current = factory.createEntityManager();
        T result;
        try {
            current.getTransaction().begin();
            result = work.get();
            current.getTransaction().commit();
        } catch (RuntimeException e) {
            fired.clear();
            throw e;
        } finally {
            if (current.getTransaction().isActive()) {
                current.getTransaction().rollback();
            }
            current.close();
        }
        List<Object> events = List.copyOf(fired);
        fired.clear();
        events.forEach(event -> TestSetup.forgetFirstPassword(this, event));
        return result;
    }

    /** Runs something in a transaction of its own. */
    public void run(Runnable work) {
        in(() -> {
            work.run();
            return true;
        });
    }

    /** A connection with the database's key, as a thief of both would have. */
    public Connection connection() throws SQLException {
        return ((DataSource) database).getConnection();
    }

    @Override
    public void close() {
        factory.close();
        database.setCreateDatabase("");
        database.setShutdownDatabase("shutdown");
        try (Connection none = database.getConnection()) {
            throw new IllegalStateException("the database did not stop: " + none);
        } catch (SQLException e) {
            // Derby says so when it has stopped.
            if (!"08006".equals(e.getSQLState())) {
                throw new IllegalStateException(e);
            }
        }
    }

    private <T> T make(Class<T> type) {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            T bean = constructor.newInstance();
            parts.put(type, bean);
            for (Field field : type.getDeclaredFields()) {
                if (field.isAnnotationPresent(PersistenceContext.class) || field.isAnnotationPresent(Inject.class)) {
                    field.setAccessible(true);
                    field.set(bean, value(field));
                }
            }
            return bean;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type, e);
        }
    }

    private Object value(Field field) {
        if (field.getType() == EntityManager.class) {
            return Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {EntityManager.class}, (proxy, method, arguments) -> {
                if (current.isOpen()) {
                    return invoke(() -> method.invoke(current, arguments));
                }
                // Outside a transaction every call has an entity manager of its own, as in a container.
                current = factory.createEntityManager();
                return invoke(() -> method.invoke(current, arguments));
            });
        }
        if (field.getType() == Event.class) {
            assert field.getGenericType() instanceof ParameterizedType;
            return Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Event.class}, (proxy, method, arguments) -> {
                if (arguments[0] instanceof DomainEvent told) {
                    bean(SecurityEvents.class).keep(told);
                } else {
                    fired.add(arguments[0]);
                }
                return null;
            });
        }
        return bean(field.getType());
    }

    private static Object invoke(java.util.concurrent.Callable<Object> call) throws Throwable {
        try {
            return call.call();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
