package io.vibestream.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LifecycleTest {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Lifecycle lifecycle = new Lifecycle();

    @Test
    void startsInOrderAndClosesInReverse() {
        addRecorded("a", "b", "c");

        lifecycle.start();
        lifecycle.close();

        assertThat(events).containsExactly("+a", "+b", "+c", "-c", "-b", "-a");
    }

    @Test
    void closesEveryPartOnlyOnce() {
        addRecorded("a");

        lifecycle.start();
        lifecycle.close();
        lifecycle.close();

        assertThat(events).containsExactly("+a", "-a");
    }

    @Test
    void closesWhatStartedWhenALaterPartDoesNot() {
        addRecorded("a", "b");
        lifecycle.add(part("broken", () -> {
            throw new IllegalStateException("port 8080 is taken");
        }, () -> {}));
        addRecorded("never");

        assertThatThrownBy(lifecycle::start).isInstanceOf(ServiceStartException.class)
                .hasMessage("broken did not start: port 8080 is taken")
                .hasCauseInstanceOf(IllegalStateException.class);

        assertThat(events).containsExactly("+a", "+b", "-b", "-a");
    }

    @Test
    void closesAllPartsThoughSomeCannotBeClosed() {
        addRecorded("a");
        lifecycle.add(part("b", () -> {}, () -> {
            throw new IllegalStateException("first");
        }));
        lifecycle.add(part("c", () -> {}, () -> {
            throw new AssertionError("second");
        }));
        lifecycle.start();

        var failure = catchThrowableOfType(ServiceCloseException.class, lifecycle::close);

        assertThat(events).containsExactly("+a", "-a");
        assertThat(failure).hasMessage("2 parts could not be closed");
        assertThat(failure.getCause()).hasMessage("c could not be closed").hasRootCauseMessage("second");
        assertThat(failure.getSuppressed()).singleElement().extracting(Throwable::getMessage)
                .isEqualTo("b could not be closed");
    }

    @Test
    void keepsTheReasonsWhyPartsCouldNotBeClosedAfterAFailedStart() {
        lifecycle.add(part("stubborn", () -> {}, () -> {
            throw new IllegalStateException("no");
        }));
        lifecycle.add(part("broken", () -> {
            throw new IllegalStateException("cannot");
        }, () -> {}));

        var failure = catchThrowableOfType(ServiceStartException.class, lifecycle::start);

        assertThat(failure.getSuppressed()).singleElement().extracting(Throwable::getMessage)
                .isEqualTo("stubborn could not be closed");
    }

    @Test
    void stopsEverythingWhenOnePartFails() {
        addRecorded("a", "b");
        lifecycle.start();
        var cause = new IllegalStateException("lost the device");

        Thread.ofPlatform().start(() -> lifecycle.fail("engine", cause));

        assertThatThrownBy(lifecycle::awaitTermination).isInstanceOf(ServiceFailedException.class)
                .hasMessage("engine failed: lost the device").hasCause(cause);
        assertThat(events).containsExactly("+a", "+b", "-b", "-a");
    }

    @Test
    void returnsFromTheWaitOnlyWhenEverythingIsClosed() throws Exception {
        var draining = new CountDownLatch(1);
        var drained = new CountDownLatch(1);
        lifecycle.add(part("slow", () -> {}, () -> {
            draining.countDown();
            drained.await();
            events.add("drained");
        }));
        lifecycle.start();
        var waiting = new FutureTask<>(lifecycle::awaitTermination, "over");
        Thread.ofPlatform().start(waiting);
        var closing = Thread.ofPlatform().start(lifecycle::close);

        assertThat(draining.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(waiting.isDone()).isFalse();
        drained.countDown();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("over");
        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
        assertThat(events).containsExactly("drained");
    }

    @Test
    void givesUpAStartThatIsUnderWayWhenItIsClosed() throws Exception {
        var starting = new CountDownLatch(1);
        addRecorded("a");
        lifecycle.add(part("patient", () -> {
            starting.countDown();
            new CountDownLatch(1).await();
        }, () -> {}));
        var start = new FutureTask<>(() -> catchThrowableOfType(ServiceStartException.class, lifecycle::start));
        Thread.ofPlatform().start(start);
        assertThat(starting.await(10, TimeUnit.SECONDS)).isTrue();

        lifecycle.close();

        assertThat(start.get(10, TimeUnit.SECONDS)).hasMessageStartingWith("patient did not start")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(events).containsExactly("+a", "-a");
    }

    @Test
    void doesNotStartAfterItWasClosed() {
        addRecorded("a");
        lifecycle.close();

        assertThatThrownBy(lifecycle::start).hasMessage("a was not started: the process is stopping");

        assertThat(events).isEmpty();
    }

    @Test
    void closesInItsTurnWhatNeedsNoStart() {
        addRecorded("a");
        lifecycle.add(Service.closing("client", () -> events.add("-client")));

        lifecycle.start();
        lifecycle.close();

        assertThat(events).containsExactly("+a", "-client", "-a");
    }

    private void addRecorded(String... names) {
        for (var name : names) {
            lifecycle.add(part(name, () -> events.add("+" + name), () -> events.add("-" + name)));
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static Service part(String name, Step start, Step close) {
        return new Service() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void start() throws Exception {
                start.run();
            }

            @Override
            public void close() throws Exception {
                close.run();
            }
        };
    }
}
