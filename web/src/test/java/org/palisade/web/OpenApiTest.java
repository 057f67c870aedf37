package org.palisade.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.palisade.protocol.http.Accepted;
import org.palisade.protocol.http.AgentPolicy;
import org.palisade.protocol.http.AgentReport;
import org.palisade.protocol.http.AgentSessions;
import org.palisade.protocol.http.ConsoleRecords;
import org.palisade.protocol.http.EnrolmentReply;
import org.palisade.protocol.http.EnrolmentRequest;
import org.palisade.protocol.http.EventBatch;
import org.palisade.protocol.http.GapReport;
import org.palisade.protocol.http.Place;
import org.palisade.protocol.http.ProblemBody;
import org.palisade.protocol.http.ReportReply;
import org.palisade.protocol.http.SvmList;
import org.palisade.protocol.http.SvmReport;
import org.palisade.web.agent.AgentApplication;
import org.palisade.web.console.ConsoleApplication;
import org.palisade.web.svm.SvmApplication;
import org.yaml.snakeyaml.Yaml;

/** The document says what the classes do: the same resources, the same bodies, the same fields. */
class OpenApiTest {

    private static final Map<Class<?>, String> RENAMED = Map.of(EventBatch.Event.class, "NewEvent", SvmList.Entry.class, "SelectableSvm",
            ProblemBody.class, "Problem", AgentSessions.Entry.class, "SessionEntry", GapReport.Period.class, "GapPeriod");

    private final Map<String, Object> document = document();

    @Test
    void everyResourceStandsInTheDocumentAndNothingElse() {
        Map<String, String> documented = new TreeMap<>();
        map(document.get("paths")).forEach((path, methods) -> map(methods)
                .forEach((method, operation) -> documented.put(method.toUpperCase(Locale.ROOT) + ' ' + path, body(map(operation)))));
        Map<String, String> built = new TreeMap<>();
        for (Application application : List.of(new SvmApplication(), new AgentApplication(), new ConsoleApplication())) {
            String root = application.getClass().getAnnotation(ApplicationPath.class).value();
            application.getClasses().stream().filter(type -> type.isAnnotationPresent(Path.class))
                    .forEach(type -> Arrays.stream(type.getDeclaredMethods()).forEach(method -> operation(root, type, method, built)));
        }
        assertEquals(built, documented);
    }

    @Test
    void everyRecordStandsInTheDocumentWithItsFields() {
        Map<String, Object> schemas = map(map(document.get("components")).get("schemas"));
        List<Class<?>> records = Stream.concat(Stream.of(Accepted.class, AgentPolicy.class, AgentReport.class, EnrolmentReply.class,
                EnrolmentRequest.class, EventBatch.class, EventBatch.Event.class, ProblemBody.class, SvmList.class, SvmList.Entry.class, Place.class,
                SvmReport.class, AgentSessions.class, AgentSessions.Entry.class, ReportReply.class, GapReport.class, GapReport.Period.class),
                Arrays.stream(ConsoleRecords.class.getDeclaredClasses())).toList();
        assertEquals(new TreeSet<>(records.stream().map(OpenApiTest::name).toList()), new TreeSet<>(schemas.keySet()));
        for (Class<?> type : records) {
            Map<String, Object> schema = map(schemas.get(name(type)));
            List<String> fields = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
            assertEquals(fields, List.copyOf(map(schema.get("properties")).keySet()), name(type));
            assertTrue(fields.containsAll((List<?>) schema.get("required")), name(type));
        }
    }

    private static void operation(String root, Class<?> type, Method method, Map<String, String> built) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (http != null) {
                Path path = method.getAnnotation(Path.class);
                String place = root + strip(type.getAnnotation(Path.class).value()) + (path == null ? "" : strip(path.value()));
                String body = method.getParameterCount() == 1 ? name(method.getParameterTypes()[0]) : "";
                built.put(http.value() + ' ' + place, body);
            }
        }
    }

    private static String strip(String path) {
        return path.equals("/") ? "" : '/' + path.replaceFirst("^/", "");
    }

    private static String body(Map<String, Object> operation) {
        if (operation.get("requestBody") == null) {
            return "";
        }
        Map<String, Object> content = map(map(map(operation.get("requestBody")).get("content")).get("application/json"));
        return Objects.toString(map(content.get("schema")).get("$ref")).replaceFirst(".*/", "");
    }

    private static String name(Class<?> type) {
        return RENAMED.getOrDefault(type, type.getSimpleName());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    private static Map<String, Object> document() {
        try (InputStream in = OpenApiTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            return new Yaml().load(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
