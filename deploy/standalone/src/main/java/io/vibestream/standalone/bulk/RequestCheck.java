package io.vibestream.standalone.bulk;

import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.schemas.Codec;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Refusal;
import io.vibestream.schemas.RequestLimits;
import io.vibestream.schemas.RequestRules;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.Topic;
import java.util.Optional;
import java.util.function.Function;

/** What the pipeline would refuse, and what a bulk run could not bring home. */
final class RequestCheck {

    /** Kafka's limit counts a batch's own bytes, too. */
    private static final int ROOM_FOR_THE_BATCH = 1_024;

    private final RequestLimits limits;
    private final boolean keepsFiles;
    private final Function<SpeechRequest, Optional<String>> route;
    private final Codec<SpeechRequest> codec;

    /** @param keepsFiles whether audio that comes in the result itself is written to a file */
    RequestCheck(RequestLimits limits, boolean keepsFiles) {
        this(limits, keepsFiles, _ -> Optional.empty());
    }

    /** @param route what the way to the pipeline has against a request */
    RequestCheck(RequestLimits limits, boolean keepsFiles, Function<SpeechRequest, Optional<String>> route) {
        this.limits = limits;
        this.keepsFiles = keepsFiles;
        this.route = route;
        var registry = new InMemoryRegistry();
        codec = new Codecs(registry::register, registry::find).requests();
    }

    /** Why this request is not produced, or empty. */
    Optional<String> problem(SpeechRequest request) {
        if (request.getText().isEmpty() && request.getScript().isEmpty()) {
            return Optional.of("missing text (or script)");
        }
        return RequestRules.refusal(request, limits).map(Refusal::getMessage)
                .or(() -> deliveryProblem(request.getDelivery())).or(() -> route.apply(request))
                .or(() -> sizeProblem(request));
    }

    private Optional<String> deliveryProblem(Delivery delivery) {
        return switch (delivery) {
            case STORE, BOTH -> Optional.empty();
            case INLINE -> keepsFiles
                    ? Optional.empty()
                    : Optional.of("delivery: INLINE needs --output, or nobody would keep the audio");
            case NONE -> Optional.of("delivery: expected STORE, INLINE or BOTH, found NONE, which keeps no audio");
        };
    }

    private Optional<String> sizeProblem(SpeechRequest request) {
        int most = Topic.REQUESTS.maxRecordBytes() - ROOM_FOR_THE_BATCH;
        int size = codec.encode(request).length + 3 * request.getId().length();
        return size <= most
                ? Optional.empty()
                : Optional.of("expected a request of at most " + most + " bytes, found " + size);
    }
}
