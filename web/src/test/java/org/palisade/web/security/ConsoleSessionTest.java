package org.palisade.web.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Role;
import org.palisade.server.platform.boundary.TenantId;

class ConsoleSessionTest {

    private static final Caller ADMIN = new Caller("admin", Role.ADMINISTRATOR, new TenantId(new UUID(0, 1)), Optional.empty());
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    private final Map<String, Object> attributes = new HashMap<>();
    private final HttpServletRequest request = request();

    @BeforeEach
    void signIn() {
        ConsoleSession.begin(request, ADMIN, START);
    }

    @Test
    void itEndsThirtyMinutesAfterTheLastDeed() {
        assertEquals(Optional.of(ADMIN), after(Duration.ofMinutes(29)));
        assertEquals(Optional.of(ADMIN), after(Duration.ofMinutes(58)));
        assertEquals(Optional.empty(), after(Duration.ofMinutes(88)));
        assertEquals(Optional.empty(), after(Duration.ofMinutes(88)));
    }

    @Test
    void itEndsTwelveHoursAfterTheSignInWhateverIsDone() {
        for (int minutes = 20; minutes < 720; minutes += 20) {
            assertEquals(Optional.of(ADMIN), after(Duration.ofMinutes(minutes)));
        }
        assertEquals(Optional.empty(), after(Duration.ofHours(12)));
    }

    @Test
    void itEndsWhenItsSignInNoLongerCounts() {
        assertEquals(Optional.empty(), ConsoleSession.caller(request, START, (caller, signedIn) -> signedIn.isAfter(START)));
        assertEquals(Optional.empty(), after(Duration.ZERO));
    }

    private Optional<Caller> after(Duration time) {
        return ConsoleSession.caller(request, START.plus(time), (caller, signedIn) -> true);
    }

    private HttpServletRequest request() {
        HttpSession session = of(HttpSession.class, (name, arguments) -> switch (name) {
            case "getAttribute" -> attributes.get(arguments[0]);
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            case "invalidate" -> {
                attributes.clear();
                yield null;
            }
            default -> null;
        });
        return of(HttpServletRequest.class, (name, arguments) -> name.equals("getSession") ? session : null);
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T of(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}
