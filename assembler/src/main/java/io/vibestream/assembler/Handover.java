package io.vibestream.assembler;

import io.vibestream.assembler.store.Stored;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Reason;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/** How finished audio reaches whoever asked for it: by a link, inside the result, by both, or not at all. */
sealed interface Handover {

    /**
     * It does.
     *
     * @param link to the store
     * @param inline whether the result carries the audio
     * @param warning why it is not as was wished
     */
    record Ready(Optional<URI> link, boolean inline, Optional<String> warning) implements Handover {}

    /** It does not, and this is how the request ends. */
    record Impossible(Ending ending) implements Handover {}

    /**
     * Follows a wish as far as size and store allow.
     *
     * @param bytes length of the audio
     * @param maxInline what a result may carry
     * @param store puts the audio into the store, if there is one; called once at most, and only when needed
     */
    static Handover of(Delivery wish, long bytes, long maxInline, Optional<Supplier<Stored>> store) {
        boolean fits = bytes <= maxInline;
        return switch (wish) {
            case STORE -> stored(store, fits, false, Optional.empty());
            case BOTH -> stored(store, fits, fits, tooLarge(fits, bytes, maxInline));
            case NONE -> new Ready(Optional.empty(), false, Optional.empty());
            case INLINE -> fits
                    ? new Ready(Optional.empty(), true, Optional.empty())
                    : stored(store, false, false, tooLarge(false, bytes, maxInline));
        };
    }

    /** @param fits whether inline audio can take the place of a link; whoever has no store expects nothing else */
    private static Handover stored(Optional<Supplier<Stored>> store, boolean fits, boolean inline,
            Optional<String> warning) {
        if (store.isEmpty()) {
            return fits
                    ? new Ready(Optional.empty(), true, Optional.empty())
                    : new Impossible(Ending.of(Reason.TOO_LARGE_INLINE,
                            warning.map(text -> text + ", and").orElse("the audio is too large for a result, and")
                                    + " no store is configured"));
        }
        return switch (store.get().get()) {
            case Stored.Available available -> new Ready(Optional.of(available.link()), inline, warning);
            case Stored.Failed failed when fits ->
                new Ready(Optional.empty(), true, Optional.of("not stored, delivered inline: " + failed.cause()));
            case Stored.Failed failed -> new Impossible(Ending.of(Reason.STORE_FAILED, failed.cause()));
            case Stored.Refused refused -> new Impossible(Ending.of(Reason.STORE_FAILED, refused.cause()));
        };
    }

    private static Optional<String> tooLarge(boolean fits, long bytes, long maxInline) {
        return fits
                ? Optional.empty()
                : Optional.of("not delivered inline: expected at most " + maxInline + " bytes, found " + bytes);
    }
}
