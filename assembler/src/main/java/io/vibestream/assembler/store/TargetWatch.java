package io.vibestream.assembler.store;

import io.vibestream.runtime.targets.Targets;
import java.io.Serial;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import software.amazon.awssdk.core.exception.NonRetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Lets no call out that does not go to the public internet. Looks before every try, because a name may stand for something else by then; the
 * connection looks the name up again and gets the same answer, which Java keeps for half a minute.
 */
final class TargetWatch implements ExecutionInterceptor {

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        var host = context.httpRequest().host();
        try {
            if (!Targets.arePublic(List.of(InetAddress.getAllByName(host)))) {
                throw NonRetryableException.create("private address", new PrivateTargetException());
            }
        } catch (UnknownHostException unknown) {
            throw NonRetryableException.create("unknown host", unknown);
        }
    }

    /** The call would have gone to one of our own machines. */
    static final class PrivateTargetException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        PrivateTargetException() {
            super("expected an address of the public internet");
        }
    }
}
