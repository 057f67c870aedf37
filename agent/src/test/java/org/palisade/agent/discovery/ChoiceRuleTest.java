package org.palisade.agent.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * The rule of the choice, case by case. A case has the agent's settings, the place of its guest, the SVMs there are, and what is to come of it: the letters
 * of the SVMs it may go to, best first, then a slash and the others, each with the reason.
 */
class ChoiceRuleTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        one that speaks a newer protocol only  | A lowest=2 protocol=3; B lowest=1 protocol=3 | B / A version
        a range that ends at ours              | A lowest=1 protocol=1                        | A /
        a version nobody told                  | A protocol=0                                 | A /
        another protection of the channel      | A channels=TLSv1.3; B channels=none; C channels=none+TLSv1.3; D channels= | AC / B channel D channel
        databases for other guests             | A guests=windows; B guests=linux; C guests=linux+windows; D guests= | BC / A guests D guests
        everything unknown                     | A; B                                         | AB /
        nothing there fits                     | A guests=windows; B channels=none            | / A guests B channel
        the first reason is told               | A lowest=2 channels=none guests=windows tags=red required; B channels=none tags=red required; C tags=red required guests= | / A version B channel C tags
        """)
    void leavesOut(String name, String svms, String outcome) throws Exception {
        check("", "", svms, outcome);
    }

    @ParameterizedTest(name = "agent with \"{0}\": {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ``        | A tags=red required; B tags=red; C tags=; D; E tags= required; F required   | BCD / A tags E tags F tags
        red       | A tags=red required; B tags=red; C tags=; D; E tags= required; F required   | ABD / C tags E tags F tags
        red,blue  | A tags=blue; B tags=green; C tags=green+red required                        | AC / B tags
        Red       | A tags=red                                                                  | / A tags
        """)
    void matchesTags(String tags, String svms, String outcome) throws Exception {
        check("svm.tags=" + tags, "", svms, outcome);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        a valid licence before few agents   | server      | A licence=expired; B licence=none; C; D licence=valid agents=900                  | DABC /
        a valid licence before a near SVM   | server      | A licence=expired kind=v host=h1; B licence=valid kind=v host=h2                  | BA /
        a valid licence before a key        | server      | A keys=server; B licence=valid keys=desktop                                       | BA /
        a key for servers on a server       | server      | A keys=desktop; B keys=server agents=900; C                                       | BAC /
        a key for desktops on a workstation | workstation | A keys=desktop agents=900; B keys=server; C                                       | ABC /
        a key before a near SVM             | server      | A keys=desktop kind=v host=h1; B keys=server kind=v host=h2                       | BA /
        cores and processors fit a server   | server      | A keys=desktop; B keys=cores agents=2; C keys=processors agents=1                 | CBA /
        they fit a workstation              | workstation | A keys=server; B keys=cores agents=2; C keys=processors agents=1                  | CBA /
        one fitting key of two is enough    | workstation | A keys=server; B keys=server+desktop agents=5                                     | BA /
        """)
    void prefers(String name, String role, String svms, String outcome) throws Exception {
        check("svm.role=" + role, "kind=v host=h1", svms, outcome);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        a near SVM before one with few agents   |                                  | kind=v host=h1 | A agents=0 kind=v host=h2; B agents=900 kind=v host=h1              | BA /
        several near: the fewest agents         |                                  | kind=v host=h1 | A agents=9 kind=v host=h1; B agents=8 kind=v host=h1; C agents=0 kind=v host=h2 | BAC /
        none near: the fewest agents anywhere   |                                  | kind=v host=h1 | A agents=9 kind=v host=h2; B agents=8 kind=v host=h3; C agents=7    | CBA /
        own place unknown: the fewest agents    |                                  | ``             | A agents=9 kind=v host=h1; B agents=8                               | BA /
        own host unknown: the fewest agents     |                                  | kind=v         | A agents=9 kind=v; B agents=8 kind=v host=                          | BA /
        the same cluster is not near            |                                  | kind=v host=h1 cluster=c | A agents=9 kind=v host=h2 cluster=c; B agents=8           | BA /
        a host of another kind is another host  |                                  | kind=v host=h1 | A agents=9 kind=k host=h1; B agents=8                               | BA /
        a large SVM is not looked at for nearness |                                | kind=v host=h1 | A agents=9 kind=v host=h1 large; B agents=8                         | BA /
        svm.scope is for the other algorithm    | svm.scope=cluster                | kind=v host=h1 cluster=c | A agents=9 kind=v host=h2 cluster=c; B agents=8           | BA /
        OpenStack: the server group             |                                  | kind=openstack host=h1 group=g project=p zone=z | A agents=0 kind=openstack host=h1 project=p zone=z; B agents=9 kind=openstack group=g | BA /
        OpenStack: the project, if so set       | svm.openstack-scope=project      | kind=openstack host=h1 group=g project=p zone=z | A agents=0 kind=openstack host=h1 group=g zone=z; B agents=9 kind=openstack project=p | BA /
        OpenStack: the zone, if so set          | svm.openstack-scope=availability-zone | kind=openstack host=h1 group=g project=p zone=z | A agents=0 kind=openstack host=h1 group=g project=p; B agents=9 kind=openstack zone=z | BA /
        """)
    void choosesByTheStandardAlgorithm(String name, String settings, String own, String svms, String outcome) throws Exception {
        check(settings, own, svms, outcome);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        the host                             | host        | kind=v host=h1 cluster=c1 dc=d1 | A kind=v host=h2 cluster=c1 dc=d1; B kind=v host=h1 agents=9                             | B / A scope
        the cluster                          | cluster     | kind=v host=h1 cluster=c1 dc=d1 | A kind=v host=h1 dc=d1; B kind=v host=h2 cluster=c1 agents=9; C kind=v host=h3 cluster=c1 | CB / A scope
        the data centre                      | data-centre | kind=v host=h1 cluster=c1 dc=d1 | A kind=v host=h1 cluster=c1; B kind=v dc=d1; C kind=v dc=d2                               | B / A scope C scope
        in scope a host is like any other    | cluster     | kind=v host=h1 cluster=c1       | A kind=v host=h1 cluster=c1 agents=9; B kind=v host=h2 cluster=c1 agents=8                | BA /
        nothing in scope: nowhere to go      | host        | kind=v host=h1                  | A kind=v host=h2; B; C kind=v                                                             | / A scope B scope C scope
        own place unknown: nowhere to go     | data-centre | ``                              | A kind=v dc=d1                                                                            | / A scope
        a large SVM has no place             | host        | kind=v host=h1                  | A kind=v host=h1 large; B kind=v host=h1 agents=900                                       | B / A scope
        licence and key come first here too  | cluster     | kind=v cluster=c1               | A kind=v cluster=c1; B kind=v cluster=c1 agents=9 licence=valid; C kind=v cluster=c1 agents=5 keys=server; D licence=valid | BCA / D scope
        """)
    void staysInScopeByTheExtendedAlgorithm(String name, String scope, String own, String svms, String outcome) throws Exception {
        check("svm.algorithm=extended\nsvm.scope=" + scope, own, svms, outcome);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        the server group      | server-group      | A kind=openstack project=p zone=z; B kind=openstack group=g  | B / A scope
        the project           | project           | A kind=openstack group=g zone=z; B kind=openstack project=p  | B / A scope
        the availability zone | availability-zone | A kind=openstack group=g project=p; B kind=openstack zone=z  | B / A scope
        """)
    void staysInScopeOnOpenStack(String name, String scope, String svms, String outcome) throws Exception {
        check("svm.algorithm=extended\nsvm.scope=data-centre\nsvm.openstack-scope=" + scope, "kind=openstack dc=d group=g project=p zone=z", svms, outcome);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        the fewest agents anywhere   | A kind=v host=h1 agents=9; B kind=v host=h2 agents=8; C agents=7 | CBA /
        the licence comes first      | A agents=9 licence=valid; B agents=8                             | AB /
        other filters are not lifted | A kind=v host=h1 guests=windows; B                               | B / A guests
        """)
    void doesNotAskForPlacesIfToldSo(String name, String svms, String outcome) throws Exception {
        check("svm.algorithm=extended\nsvm.outside-scope=ignore", "kind=v host=h1", svms, outcome);
    }

    @ParameterizedTest(name = "{0} algorithm: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        standard | B agents=5 load=10; A agents=5 load=20; C agents=4 load=90 | CBA /
        extended | B agents=5 load=10; A agents=5 load=20; C agents=4 load=90 | CBA /
        standard | C agents=5 load=10; B agents=5 load=10; A agents=5 load=10 | ABC /
        extended | C agents=5 load=10; B agents=5 load=10; A agents=5 load=10 | ABC /
        """)
    void endsTiesByLoadAndThenById(String algorithm, String svms, String outcome) throws Exception {
        check("svm.outside-scope=ignore\nsvm.algorithm=" + algorithm, "", svms, outcome);
    }

    @Test
    void ofAFixedListEveryoneIsTakenInTheSameOrderEveryTime() {
        List<Svm> fixed = List.of(new Svm(Candidate.id("B"), "b", 1, 0, 0), new Svm(Candidate.id("A"), "a", 1, 0, 0));
        assertEquals("AB /", outcome(ChoiceRule.fixed(fixed)));
    }

    @Test
    void theReasonsFitIntoOneLine() throws Exception {
        SvmChoice choice = rule("svm.algorithm=extended").choose(Candidate.all("A; B; C guests=windows; D kind=v"), Optional.empty());
        assertEquals("1 has no databases for this kind of guest; 3 is out of scope, or nobody knows where it is", choice.reasons());
    }

    private static void check(String settings, String own, String svms, String outcome) throws SettingsException {
        SvmChoice choice = rule(settings == null ? "" : settings).choose(Candidate.all(svms), Optional.ofNullable(Candidate.place(own)));
        assertEquals(outcome, outcome(choice));
    }

    private static ChoiceRule rule(String settings) throws SettingsException {
        return new ChoiceRule(ChoiceConfig.of(Settings.parse(settings.getBytes(StandardCharsets.UTF_8))), "linux");
    }

    private static String outcome(SvmChoice choice) {
        return (choice.svms().stream().map(Candidate::letter).collect(Collectors.joining()) + " / " + choice.leftOut().stream()
                .map(one -> Candidate.letter(one.svm()) + " " + one.why().name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(" "))).strip();
    }
}
