package org.palisade.server.audit.boundary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.server.TestServer;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;

class AuditInterceptorTest {

    private TestServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new TestServer(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsDoneRefusedOrFailsIsWrittenDown() throws Exception {
        server.run(() -> around(null));
        refuse(new ProblemException(Problem.FORBIDDEN, ""));
        refuse(new IllegalStateException("our fault"));
        refuse(new AssertionError("our fault"));
        assertEquals(List.of("done", "forbidden", "internal", "internal"), outcomes());
    }

    @Test
    void whoIsTurnedAwayUnheardLeavesNoRecord() throws Exception {
        refuse(new ProblemException(Problem.TOO_MANY_ATTEMPTS, ""));
        assertEquals(List.of(), outcomes());
    }

    private void refuse(Throwable failure) {
        server.run(() -> assertSame(failure, assertThrows(failure.getClass(), () -> around(failure))));
    }

    @Audited("deed-of-a-test")
    private Object around(Throwable failure) {
        InvocationContext context = (InvocationContext) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {InvocationContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getMethod" -> AuditInterceptorTest.class.getDeclaredMethod("around", Throwable.class);
                    case "getParameters" -> new Object[0];
                    case "proceed" -> {
                        if (failure != null) {
                            throw failure;
                        }
                        yield "result";
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        try {
            return server.bean(AuditInterceptor.class).around(context);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> outcomes() throws Exception {
        List<String> outcomes = new ArrayList<>();
        try (Connection connection = server.connection(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT outcome FROM audit_record WHERE deed = 'deed-of-a-test' ORDER BY outcome")) {
            while (rows.next()) {
                outcomes.add(rows.getString(1));
            }
        }
        return outcomes;
    }
}
