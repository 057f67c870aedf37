package org.palisade.server.setup;

import java.io.IOException;
import java.util.List;
import javax.sql.DataSource;
import org.palisade.server.TestServer;
import org.palisade.server.account.boundary.FirstPassword;
import org.palisade.server.platform.boundary.ServerHome;

/** Opens to the test server what the package keeps to itself. */
public final class TestSetup {

    private TestSetup() {
    }

    public static void init(ServerHome home, java.time.Clock clock) throws IOException {
        new Installation(home, clock).complete(List.of());
    }

    public static void migrate(DataSource database) {
        Startup.migrate(database);
    }

    public static void firstStart(TestServer server) {
        server.run(() -> server.bean(FirstStart.class).complete());
    }

    /** Delivers a change of password to its observer. */
    public static void forgetFirstPassword(TestServer server, Object change) {
        try {
            var observer = FirstPassword.class.getDeclaredMethod("forget", change.getClass());
            observer.setAccessible(true);
            observer.invoke(server.bean(FirstPassword.class), change);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
