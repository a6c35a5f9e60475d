package io.vibestream.runtime.ops;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The checks of a process. Alive means: do not restart me. Ready means: send me work. Checks are added while the process
 * starts and asked by any thread; each one answers at once, from what its service knows already.
 */
public final class Health {

    private record Check(String name, Supplier<Verdict> ask) {}

    /** What all checks of one kind found, by name. */
    public record Report(SequencedMap<String, Verdict> checks) {

        /** Whether every check is up; so it is without any. */
        public boolean up() {
            return checks.values().stream().allMatch(Verdict.Up.class::isInstance);
        }
    }

    private final List<Check> live = new CopyOnWriteArrayList<>();
    private final List<Check> ready = new CopyOnWriteArrayList<>();

    /** Adds a check that, when down, asks for a restart. */
    public void addLiveness(String name, Supplier<Verdict> check) {
        live.add(new Check(name, check));
    }

    /** Adds a check that, when down, keeps work away. */
    public void addReadiness(String name, Supplier<Verdict> check) {
        ready.add(new Check(name, check));
    }

    public Report liveness() {
        return report(live);
    }

    public Report readiness() {
        return report(ready);
    }

    private static Report report(List<Check> checks) {
        var verdicts = new LinkedHashMap<String, Verdict>();
        checks.forEach(check -> verdicts.put(check.name(), ask(check)));
        return new Report(verdicts);
    }

    private static Verdict ask(Check check) {
        try {
            return check.ask().get();
        } catch (RuntimeException broken) { // a check that cannot tell is no reason to believe that all is well
            return new Verdict.Down("the check failed: " + broken);
        }
    }
}
