package io.vibestream.runtime.lifecycle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the parts of a process in the order in which they were added and closes them in reverse: after a signal, after
 * a part failed, or when one of them does not start. Parts are added by the thread that starts them; everything else
 * may be called from any thread. {@code main} is {@code System.exit(lifecycle.run())}.
 */
public final class Lifecycle implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final List<Service> services = new ArrayList<>();
    /** Completed once: empty for an orderly stop, else with the failure that asked for it. */
    private final CompletableFuture<Optional<ServiceFailedException>> stop = new CompletableFuture<>();
    /** Held while starting and while closing. A lock, not a queue: the second one who closes must wait for the first. */
    private final ReentrantLock turn = new ReentrantLock();
    /** Those to close, last started first; touched under {@link #turn}. */
    private final Deque<Service> started = new ArrayDeque<>();
    /** Who is starting, if anybody. Synchronized, so that no interrupt arrives after the thread has taken itself back. */
    private Optional<Thread> starter = Optional.empty();

    /** Puts a part at the end of the order and returns it. */
    public <S extends Service> S add(S service) {
        services.add(service);
        return service;
    }

    /**
     * Starts all parts.
     *
     * @throws ServiceStartException when one does not start; those before it are closed by then
     */
    public void start() {
        turn.lock();
        try {
            setStarter(Optional.of(Thread.currentThread()));
            services.forEach(this::startOne);
            setStarter(Optional.empty());
        } catch (ServiceStartException failure) {
            setStarter(Optional.empty());
            Thread.interrupted(); // who wanted us to stop starting does not want to disturb the closing
            closeStarted().forEach(failure::addSuppressed);
            throw failure;
        } finally {
            turn.unlock();
        }
    }

    private void startOne(Service service) {
        if (stop.isDone()) {
            throw new ServiceStartException(service.name() + " was not started: the process is stopping", stopCause());
        }
        try {
            service.start();
        } catch (Throwable cause) { // even an Error must not leave the earlier parts running
            throw new ServiceStartException(service.name() + " did not start: " + cause.getMessage(),
                    Optional.of(cause));
        }
        started.push(service);
        LOG.atDebug().addKeyValue("service", service.name()).log("started");
    }

    private Optional<Throwable> stopCause() {
        return stop.join().map(failure -> failure);
    }

    /** Called by the catch-all of a part's thread: the whole process stops, and {@link #awaitTermination} throws this. */
    public void fail(String service, Throwable cause) {
        var failure = new ServiceFailedException(service + " failed: " + cause.getMessage(), cause);
        if (!requestStop(Optional.of(failure))) {
            LOG.atError().addKeyValue("service", service).setCause(cause).log("failed while the process was stopping");
        }
    }

    /**
     * Waits until somebody closes the lifecycle, a part fails or the thread is interrupted; then everything is closed.
     *
     * @throws ServiceFailedException when it was a failure
     */
    public void awaitTermination() {
        Optional<ServiceFailedException> failure = Optional.empty();
        try {
            failure = stop.get();
        } catch (InterruptedException asked) {
            LOG.debug("interrupted, closing"); // to interrupt the waiting thread is one way to end the wait
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("the stop request is never completed with an exception", impossible);
        }
        if (failure.isPresent()) {
            closeAll().forEach(failure.get()::addSuppressed);
            throw failure.get();
        }
        close();
    }

    /**
     * Closes what was started, last first, each one whatever the others do. Repeated calls do nothing but wait for the
     * first; a start that is under way is interrupted.
     *
     * @throws ServiceCloseException when a part could not be closed, holding each reason as a suppressed exception
     */
    @Override
    public void close() {
        var failures = closeAll();
        if (!failures.isEmpty()) {
            var failure = new ServiceCloseException(failures.size() + " parts could not be closed",
                    failures.getFirst());
            failures.stream().skip(1).forEach(failure::addSuppressed);
            throw failure;
        }
    }

    /** Makes SIGTERM and Ctrl-C close everything before the process ends. */
    public void closeOnShutdown() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                close();
            } catch (ServiceCloseException failure) {
                LOG.error("not everything was closed", failure);
            }
        }, "shutdown"));
    }

    /** The life of a process: start, wait, close. Returns the exit status: 0 after an orderly stop, else 1. */
    public int run() {
        closeOnShutdown();
        try {
            start();
            awaitTermination();
            return 0;
        } catch (ServiceStartException | ServiceFailedException | ServiceCloseException failure) {
            LOG.error("stopped", failure);
            return 1;
        }
    }

    private List<Throwable> closeAll() {
        requestStop(Optional.empty());
        turn.lock();
        try {
            return closeStarted();
        } finally {
            turn.unlock();
        }
    }

    private List<Throwable> closeStarted() {
        var failures = new ArrayList<Throwable>();
        while (!started.isEmpty()) {
            var service = started.pop();
            try {
                service.close();
                LOG.atDebug().addKeyValue("service", service.name()).log("closed");
            } catch (Throwable failure) { // the others must be closed all the same
                failures.add(new ServiceCloseException(service.name() + " could not be closed", failure));
            }
        }
        return failures;
    }

    private boolean requestStop(Optional<ServiceFailedException> reason) {
        boolean first = stop.complete(reason);
        interruptStarter();
        return first;
    }

    private synchronized void setStarter(Optional<Thread> thread) {
        starter = thread;
    }

    private synchronized void interruptStarter() {
        starter.ifPresent(Thread::interrupt);
    }
}
