package org.palisade.web.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.palisade.protocol.http.AgentPolicy;
import org.palisade.protocol.http.ConsoleRecords;
import org.palisade.protocol.http.EnrolmentReply;
import org.palisade.protocol.http.SvmList;
import org.palisade.server.account.boundary.Enrolled;
import org.palisade.server.account.boundary.IssuedToken;
import org.palisade.server.agent.boundary.Protection;
import org.palisade.server.agent.boundary.ProtectedVmEntry;
import org.palisade.server.event.boundary.EventEntry;
import org.palisade.server.event.boundary.EventPage;
import org.palisade.server.policy.boundary.EffectivePolicy;
import org.palisade.server.svm.boundary.SvmEntry;
import org.palisade.server.svm.boundary.SvmStatement;
import org.palisade.web.Product;

/** What the boundaries gave, as it goes over the wire. */
public final class Outgoing {

    private Outgoing() {
    }

    /** A new identity. */
    public static EnrolmentReply reply(Enrolled enrolled) {
        return new EnrolmentReply(enrolled.id().toString(), enrolled.tenant().toString(), enrolled.certificate(), enrolled.authority());
    }

    /** The SVMs an agent may connect to. Places, tags, keys and kinds of guests are unknown as long as nothing here knows them. */
    public static SvmList selectable(List<SvmEntry> svms) {
        return new SvmList(svms.stream().flatMap(svm -> svm.last().map(last -> selectable(svm.id(), last)).stream()).toList(), null);
    }

    private static SvmList.Entry selectable(UUID id, SvmStatement last) {
        return new SvmList.Entry(id.toString(), last.address(), last.port(), last.path().orElse(null), last.version(), last.protocol(), last.signatureSet(),
                last.load(), last.connectedAgents(), 0, null, null, null, false, last.condition().licence().map(Outgoing::licence).orElse(null), null, null,
                false);
    }

    /** What an agent needs to know of a licence; null for a word that says neither yes nor no. */
    private static String licence(String word) {
        return switch (word) {
            case "valid" -> "valid";
            case "expired", "trial-expired" -> "expired";
            case "missing", "denied", "not-yet-valid" -> "none";
            default -> null;
        };
    }

    /** The policy in force for an agent. */
    public static AgentPolicy policy(EffectivePolicy policy) {
        return new AgentPolicy(policy.id().toString(), policy.name(), policy.version(), policy.action().word(), policy.noVerdict().word(),
                policy.objectSeconds());
    }

    /** The installation in five numbers. */
    public static ConsoleRecords.Overview overview(long svms, long running, long vms, long connected, long detections) {
        return new ConsoleRecords.Overview(Product.VERSION, number(svms), number(running), number(vms), number(connected), number(detections));
    }

    private static int number(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    /** All SVMs. */
    public static ConsoleRecords.Svms svms(List<SvmEntry> svms) {
        return new ConsoleRecords.Svms(svms.stream().map(Outgoing::svm).toList());
    }

    private static ConsoleRecords.Svm svm(SvmEntry svm) {
        Optional<SvmStatement> last = svm.last();
        return new ConsoleRecords.Svm(svm.id().toString(), svm.host(), last.map(Outgoing::address).orElse(null), svm.state().word(),
                last.map(SvmStatement::connectedAgents).orElse(0), last.map(SvmStatement::signatureSet).orElse(null),
                last.map(SvmStatement::load).orElse(0.0), svm.version(), text(svm.lastReport()));
    }

    /** {@code host:port}; an IPv6 address in brackets. */
    public static String address(SvmStatement statement) {
        String host = statement.address();
        return (host.contains(":") ? '[' + host + ']' : host) + ':' + statement.port();
    }

    /** All agents. */
    public static ConsoleRecords.Agents agents(List<ProtectedVmEntry> vms) {
        return new ConsoleRecords.Agents(vms.stream()
                .map(vm -> new ConsoleRecords.Agent(vm.id().toString(), vm.host(), vm.state().word(), vm.svm().map(UUID::toString).orElse(null),
                        vm.protection().map(Protection::word).orElse(null), vm.version(), text(vm.lastReport())))
                .toList());
    }

    /** A piece of the store of events. */
    public static ConsoleRecords.Events events(EventPage page) {
        return new ConsoleRecords.Events(events(page.events()), page.last());
    }

    /** Events. */
    public static List<ConsoleRecords.Event> events(List<EventEntry> events) {
        return events.stream().map(Outgoing::event).toList();
    }

    private static ConsoleRecords.Event event(EventEntry event) {
        return new ConsoleRecords.Event(event.sequence(), event.id().toString(), event.time().toString(), event.severity().word(), event.kind(),
                event.source(), event.path().orElse(null), event.threat().orElse(null), event.digest().orElse(null), event.action().orElse(null));
    }

    /** A new enrolment token. */
    public static ConsoleRecords.Token token(IssuedToken token) {
        return new ConsoleRecords.Token(token.text(), token.expiresAt().toString());
    }

    private static String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }
}
