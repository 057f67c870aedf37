package org.palisade.server.audit.boundary;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.util.Optional;
import org.palisade.server.platform.boundary.Caller;
import org.palisade.server.platform.boundary.Problem;
import org.palisade.server.platform.boundary.ProblemException;
import org.palisade.server.platform.boundary.TenantId;

/**
 * Keeps the record of audited deeds. The actor is the {@link Caller} among the parameters, else the {@link AuditNamed} one; the subject is the
 * result, if it can be named.
 */
@Audited
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
public class AuditInterceptor {

    @Inject
    AuditTrail trail;

    @AroundInvoke
    Object around(InvocationContext context) throws Exception {
        String deed = context.getMethod().getAnnotation(Audited.class).value();
        String actor = actor(context.getParameters());
        TenantId tenant = tenant(context.getParameters());
        Object result;
        try {
            result = context.proceed();
        } catch (ProblemException e) {
            // Turned away unheard is no deed, and recording it would let a stranger fill the trail.
            if (e.problem() != Problem.TOO_MANY_ATTEMPTS) {
                trail.refused(tenant, actor, deed, e.problem());
            }
            throw e;
        } catch (Exception | Error e) {
            try {
                trail.failed(tenant, actor, deed);
            } catch (RuntimeException second) {
                // What broke the deed may break its record too; the cause is what counts.
                e.addSuppressed(second);
            }
            throw e;
        }
        Optional<String> subject = result instanceof AuditNamed named ? Optional.of(named.auditName()) : Optional.empty();
        trail.done(tenant, actor, deed, subject);
        return result;
    }

    private static String actor(Object[] parameters) {
        for (Object parameter : parameters) {
            if (parameter instanceof Caller caller) {
                return caller.name();
            }
            if (parameter instanceof AuditNamed named) {
                return named.auditName();
            }
        }
        return "unknown";
    }

    private static TenantId tenant(Object[] parameters) {
        for (Object parameter : parameters) {
            if (parameter instanceof Caller caller) {
                return caller.tenant();
            }
        }
        // Whoever has not come in yet belongs to nobody: the provider's trail keeps it.
        return TenantId.DEFAULT;
    }
}
