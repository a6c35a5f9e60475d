package io.vibestream.assembler;

import io.vibestream.schemas.Reason;
import io.vibestream.schemas.SpeechPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a request has come, and what a plan, a chunk, a cancellation or the clock means for it. Pure: says what is to be done, and does
 * nothing. A request whose state is {@link Ended} takes part in nothing any more; that is how it ends exactly once.
 */
sealed interface Request {

    /** How long an ended request is remembered, so that repeats do nothing. */
    Duration REMEMBERED = Duration.ofDays(1);
    /** How long chunks wait for a plan. The splitter writes the plan first, so it comes within seconds or never. */
    Duration UNPLANNED = Duration.ofDays(1);

    /** When the clock has something to say about this request. */
    Instant due();

    /** What the clock means at {@link #due}. */
    Step expired();

    /**
     * Not over yet.
     *
     * @param id the request's
     * @param since when it was first heard of
     * @param outline empty until the plan comes
     * @param spoken those chunks of which one attempt is whole
     * @param ending known already, but not whom to tell: that stands in the plan
     */
    record Open(String id, Instant since, Optional<Outline> outline, ChunkSet spoken, Optional<Ending> ending)
            implements
                Request {

        static Open begun(String id, Instant now) {
            return new Open(id, now, Optional.empty(), ChunkSet.NONE, Optional.empty());
        }

        @Override
        public Instant due() {
            if (isComplete()) {
                return since; // At once, and again and again, until the track is finished.
            }
            return outline.map(Outline::deadline).orElseGet(() -> since.plus(UNPLANNED));
        }

        /** Every chunk is spoken: nothing can end the request any more but its finished track. */
        private boolean isComplete() {
            return outline.map(known -> spoken.countBelow(known.chunks()) == known.chunks())
                    .orElse(false);
        }

        Step planned(SpeechPlan plan) {
            if (outline.isPresent()) {
                return new Step.Ignore();
            }
            int chunks = plan.getChunks().size();
            if (ending.isPresent()) {
                return new Step.End(ending.get(), spoken.countBelow(chunks));
            }
            if (plan.getRefusal().isPresent()) {
                var refusal = plan.getRefusal().get();
                return new Step.End(Ending.of(refusal.getReason(), refusal.getMessage()), 0);
            }
            if (chunks == 0) {
                return new Step.End(Ending.of(Reason.INVALID_REQUEST, "the plan has no chunks"), 0);
            }
            var known = new Outline(chunks, plan.getDeadline());
            return new Open(id, since, Optional.of(known), spoken, ending).next();
        }

        /** One attempt at a chunk is whole, and so many samples long. */
        Step spoken(int chunk, long samples) {
            if (isSpoken(chunk)) {
                return new Step.Ignore();
            }
            return new Open(id, since, outline, spoken.with(chunk, samples), ending).next();
        }

        private Step next() {
            if (outline.isEmpty()) {
                return new Step.Keep(this);
            }
            int chunks = outline.get().chunks();
            int done = spoken.countBelow(chunks);
            if (done == chunks) {
                return new Step.Assemble(this);
            }
            return done == 0 ? new Step.Keep(this) : new Step.Advance(this, done, chunks);
        }

        /** An attempt at a chunk failed for good. That matters only while no other attempt is whole. */
        Step failed(int chunk, Ending why) {
            return isSpoken(chunk) ? new Step.Ignore() : over(why);
        }

        /** The request is to end so. Whatever said so first is right. */
        Step over(Ending why) {
            if (isComplete()) {
                return new Step.Ignore();
            }
            if (outline.isPresent()) {
                return new Step.End(why, spoken.countBelow(outline.get().chunks()));
            }
            return ending.isPresent()
                    ? new Step.Ignore()
                    : new Step.Keep(new Open(id, since, outline, spoken, Optional.of(why)));
        }

        @Override
        public Step expired() {
            if (outline.isEmpty()) {
                return new Step.Forget();
            }
            if (isComplete()) {
                return new Step.Assemble(this);
            }
            int chunks = outline.get().chunks();
            return over(Ending.of(Reason.DEADLINE_EXCEEDED, "not finished by " + due() + ": "
                    + spoken.countBelow(chunks) + " of " + chunks + " chunks were spoken"));
        }

        boolean isSpoken(int chunk) {
            return spoken.contains(chunk);
        }

        /** Whether the request has such a chunk, as far as is known. */
        boolean mayHave(int chunk) {
            return outline.map(known -> chunk < known.chunks()).orElse(true);
        }
    }

    /** What the plan says that decides about the end. */
    record Outline(int chunks, Instant deadline) {}

    /** Over, and its result is out. */
    record Ended(Instant at) implements Request {

        @Override
        public Instant due() {
            return at.plus(REMEMBERED);
        }

        @Override
        public Step expired() {
            return new Step.Forget();
        }
    }
}
