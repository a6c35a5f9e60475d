package io.vibestream.standalone.bulk;

import io.vibestream.schemas.SpeechRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;

/** A pipeline in memory that outlives the runs: speaks every id once, in its own time and order, and tells ends again from a checkpoint on. */
final class FakeRoute {

    private final Random random;
    private final Map<String, Integer> spoken = new HashMap<>();
    private final Set<String> unspoken = new LinkedHashSet<>();
    private final List<Ended> results = new ArrayList<>();
    private int mostUnderWay;

    FakeRoute(long seed) {
        random = new Random(seed);
    }

    Map<String, Integer> spoken() {
        return spoken;
    }

    int mostUnderWay() {
        return mostUnderWay;
    }

    /** Something that was asked for by another run, and is not spoken yet. */
    private void speakSome() {
        for (int i = random.nextInt(4); i > 0 && !unspoken.isEmpty(); i--) {
            var id = unspoken.stream().skip(random.nextInt(unspoken.size())).findFirst().orElseThrow();
            unspoken.remove(id);
            spoken.merge(id, 1, Integer::sum);
            results.add(ResultsFileTest.completed(id));
        }
    }

    /** A run's way into this pipeline. */
    final class Way implements Route {

        private final int[] checkpoint;
        private final Queue<Integer> killedAfter = new ArrayDeque<>();
        private int position;
        private int steps;

        /**
         * A way that breaks.
         *
         * @param checkpoint where the last run has stopped reading; survives
         * @param steps calls until the process is killed
         */
        Way(int[] checkpoint, int steps) {
            this.checkpoint = checkpoint;
            killedAfter.add(steps);
        }

        private void step() {
            steps++;
            if (steps == killedAfter.element()) {
                throw new Killed();
            }
        }

        @Override
        public List<Ended> earlier() {
            position = checkpoint[0];
            return List.of();
        }

        @Override
        public void send(SpeechRequest request) {
            step();
            if (!spoken.containsKey(request.getId())) {
                unspoken.add(request.getId());
            }
            mostUnderWay = Math.max(mostUnderWay, unspoken.size());
        }

        @Override
        public List<Ended> ended(Duration patience) {
            step();
            speakSome();
            var news = List.copyOf(results.subList(position, results.size()));
            position = results.size();
            return news;
        }

        @Override
        public void recorded() {
            step();
            checkpoint[0] = position;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    /** What kill -9 looks like from inside. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
