package org.palisade.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The house rules a machine can check, on the class files of all modules. Every rule fails when it finds nothing to look at. */
@AnalyzeClasses(packages = "org.palisade", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureRules {

    /** The features, a line each as in the design: a line uses the lines above it, never those below, and features of one line not each other. */
    private static final List<Set<String>> LINES = List.of(
            Set.of("platform"),
            Set.of("secret"),
            Set.of("audit", "tenant"),
            Set.of("account", "update"),
            Set.of("infrastructure"),
            Set.of("svm"),
            Set.of("agent"),
            Set.of("licensing", "accounting"),
            Set.of("policy", "task"),
            Set.of("event"));

    private static final Pattern FEATURE = Pattern.compile("org\\.palisade\\.server\\.(\\w+)\\.(boundary|control|entity)\\b.*");

    // Arrows between modules.

    @ArchTest
    static final ArchRule protocolStandsAlone = module("protocol", "org.palisade.protocol..");

    @ArchTest
    static final ArchRule protocolNeedsTheJdkOnly = classes().that(resideInAPackage("org.palisade.protocol.."))
            .should().onlyDependOnClassesThat(resideInAnyPackage("org.palisade.protocol..", "java..", "javax.."));

    @ArchTest
    static final ArchRule networkAgentKnowsTheProtocol = module("networkagent", "org.palisade.networkagent..", "org.palisade.protocol..");

    @ArchTest
    static final ArchRule scanserverKnowsNeitherAgentNorServer = module("scanserver", "org.palisade.scanserver..", "org.palisade.networkagent..",
            "org.palisade.protocol..");

    @ArchTest
    static final ArchRule agentKnowsNeitherScanserverNorServer = module("agent", "org.palisade.agent..", "org.palisade.networkagent..",
            "org.palisade.protocol..");

    @ArchTest
    static final ArchRule toolsKnowNobodysInside = module("tools", "org.palisade.tools..", "org.palisade.networkagent..", "org.palisade.protocol..");

    @ArchTest
    static final ArchRule featuresNeverSeeTheWire = module("server", "org.palisade.server..", "org.palisade.protocol.signed..");

    @ArchTest
    static final ArchRule webUsesBoundaries = module("web", "org.palisade.web..", "org.palisade.server.*.boundary..", "org.palisade.protocol..");

    @ArchTest
    static final ArchRule microNeedsTheInitStepOnly = module("micro", "org.palisade.micro..", "org.palisade.server.setup..",
            "org.palisade.server.platform.boundary..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().assignedFrom(packagesAndFeatures()).should().beFreeOfCycles();

    // Features of the Integration Server.

    @ArchTest
    static final ArchRule featuresHaveThreePackagesAtMost = classes()
            .that(resideInAPackage("org.palisade.server..").and(resideOutsideOfPackage("org.palisade.server.setup..")))
            .should().resideInAnyPackage("org.palisade.server.*.boundary..", "org.palisade.server.*.control..", "org.palisade.server.*.entity..");

    @ArchTest
    static final ArchRule featuresKeepTheirLine = classes().that(resideInAPackage("org.palisade.server.."))
            .and(resideOutsideOfPackage("org.palisade.server.setup..")).should(keepTheirLine());

    @ArchTest
    static final ArchRule eventsListenAndImportNoFeature = noClasses().that(resideInAPackage("org.palisade.server.event.."))
            .should().dependOnClassesThat(resideInAnyPackage("org.palisade.server.svm..", "org.palisade.server.agent..", "org.palisade.server.policy..",
                    "org.palisade.server.account..", "org.palisade.server.tenant.."));

    @ArchTest
    static final ArchRule featuresAreUsedThroughTheirBoundary = classes().that(resideInAPackage("org.palisade.."))
            .should(useOtherFeaturesThroughTheirBoundary());

    @ArchTest
    static final ArchRule controlIsPlainJava = noClasses().that(resideInAPackage("org.palisade.server.*.control.."))
            .should().dependOnClassesThat(resideInAnyPackage("jakarta.."));

    @ArchTest
    static final ArchRule entitiesStandInEntity = classes().that().areAnnotatedWith("jakarta.persistence.Entity")
            .should().resideInAPackage("org.palisade.server.*.entity..");

    @ArchTest
    static final ArchRule entitiesNeverLeave = methods().that().arePublic()
            .and().areDeclaredInClassesThat(resideInAPackage("org.palisade.server.*.boundary..")).should(nameNoEntity());

    // Names.

    @ArchTest
    static final ArchRule noBannedNames = noClasses().that(resideInAPackage("org.palisade.."))
            .should().haveNameMatching(".*(Impl|Manager|Helper|Utils?|Handler|Facade|DTO|Dto|VO|Data|Info|Service|SessionBean)");

    @ArchTest
    static final ArchRule noBannedPackages = noClasses().should().resideInAnyPackage("org.palisade..util..", "org.palisade..common..", "org.palisade..impl..");

    @ArchTest
    static final ArchRule resourcesAreJaxRs = classes().that().haveSimpleNameEndingWith("Resource").should().beAnnotatedWith("jakarta.ws.rs.Path");

    @ArchTest
    static final ArchRule jaxRsIsResources = classes().that().areAnnotatedWith("jakarta.ws.rs.Path").should().haveSimpleNameEndingWith("Resource");

    @ArchTest
    static final ArchRule viewsAreFaces = classes().that().haveSimpleNameEndingWith("View").should().resideInAPackage("org.palisade.web.faces..");

    @ArchTest
    static final ArchRule facesBeansAreViews = classes().that().areAnnotatedWith("jakarta.inject.Named").should().haveSimpleNameEndingWith("View");

    @ArchTest
    static final ArchRule settingsAreRecords = classes().that().haveSimpleNameEndingWith("Config").should().beRecords();

    // Time and logs.

    @ArchTest
    static final ArchRule timeComesFromAClock = noClasses().that(resideInAPackage("org.palisade.."))
            .should().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(java.time.Instant.class, "now")
            .orShould().callMethod(java.time.LocalDate.class, "now")
            .orShould().callMethod(java.time.LocalDateTime.class, "now")
            .orShould().callMethod(java.time.OffsetDateTime.class, "now")
            .orShould().callMethod(java.time.ZonedDateTime.class, "now")
            .orShould().callConstructor(java.util.Date.class);

    @ArchTest
    static final ArchRule theClockIsMadeWhereAProgramIsWired = noClasses().that(not(named("org.palisade.server.platform.boundary.PlatformProducer",
                    "org.palisade.server.setup.Init", "org.palisade.agent.Agent", "org.palisade.scanserver.RunCommand"))
                    .and(not(DescribedPredicate.describe("a Main", type -> type.getSimpleName().equals("Main")))))
            .should().callMethod(Clock.class, "systemUTC")
            .orShould().callMethod(Clock.class, "systemDefaultZone");

    @ArchTest
    static final ArchRule loggingIsSetUpBesideMainOnly = noClasses()
            .that(not(resideInAnyPackage("org.palisade.agent", "org.palisade.scanserver", "org.palisade.tools", "org.palisade.micro",
                    "org.palisade.networkagent.process")))
            .should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    private static ArchRule module(String name, String own, String... others) {
        List<String> allowed = new ArrayList<>(Arrays.asList(others));
        allowed.add(own);
        return classes().that(resideInAPackage(own))
                .should().onlyDependOnClassesThat(resideOutsideOfPackage("org.palisade..").or(resideInAnyPackage(allowed.toArray(String[]::new))))
                .as(name + " depends on no other module than " + String.join(", ", others));
    }

    /** A feature of the server counts as one: its boundary, control and entity share the values the boundary names. */
    private static SliceAssignment packagesAndFeatures() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                Matcher feature = FEATURE.matcher(type.getName());
                return SliceIdentifier.of(feature.matches() ? "server." + feature.group(1) : type.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages, a feature of the server being one";
            }
        };
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        return DescribedPredicate.describe("one of " + String.join(", ", names), type -> Arrays.asList(names).contains(type.getName()));
    }

    private static ArchCondition<JavaClass> keepTheirLine() {
        return new ArchCondition<>("use features of the lines above only") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Matcher own = FEATURE.matcher(type.getName());
                if (!own.matches() || line(own.group(1)) < 0) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " belongs to no feature of the design"));
                    return;
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    Matcher other = FEATURE.matcher(dependency.getTargetClass().getName());
                    boolean kept = !other.matches() || other.group(1).equals(own.group(1)) || line(other.group(1)) < line(own.group(1));
                    events.add(new SimpleConditionEvent(dependency, kept, dependency.getDescription()));
                }
            }
        };
    }

    private static int line(String feature) {
        for (int i = 0; i < LINES.size(); i++) {
            if (LINES.get(i).contains(feature)) {
                return i;
            }
        }
        return -1;
    }

    /** The init step stands before all features and makes what they need. */
    private static ArchCondition<JavaClass> useOtherFeaturesThroughTheirBoundary() {
        return new ArchCondition<>("use another feature through its boundary") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (type.getPackageName().startsWith("org.palisade.server.setup")) {
                    return;
                }
                Matcher own = FEATURE.matcher(type.getName());
                String feature = own.matches() ? own.group(1) : "";
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    Matcher other = FEATURE.matcher(dependency.getTargetClass().getName());
                    if (other.matches() && !other.group(1).equals(feature)) {
                        events.add(new SimpleConditionEvent(dependency, other.group(2).equals("boundary"), dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaMethod> nameNoEntity() {
        return new ArchCondition<>("neither take nor give an entity") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                List<JavaClass> named = new ArrayList<>(method.getRawParameterTypes());
                named.addAll(method.getReturnType().getAllInvolvedRawTypes());
                for (JavaClass type : named) {
                    boolean entity = type.isAnnotatedWith("jakarta.persistence.Entity");
                    events.add(new SimpleConditionEvent(method, !entity, method.getFullName() + " names " + type.getName()));
                }
            }
        };
    }
}
