package io.vibestream.gateway;

import io.vibestream.gateway.pipeline.JobBook;
import io.vibestream.gateway.pipeline.KnownJob;
import io.vibestream.schemas.Job;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A job book in memory. */
final class FakeJobs implements JobBook {

    private final ConcurrentMap<String, Job> jobs = new ConcurrentHashMap<>();

    @Override
    public void write(Job job) {
        jobs.put(job.getId(), job);
    }

    @Override
    public Optional<KnownJob> claim(Job job) {
        var mine = new AtomicBoolean();
        var first = jobs.compute(job.getId(), (_, there) -> {
            mine.set(there == null || there.getGeneration() < job.getGeneration());
            return mine.get() ? job : there;
        });
        return mine.get() ? Optional.empty() : Optional.of(KnownJob.of(first));
    }

    @Override
    public Optional<KnownJob> known(String id) {
        return read(id).map(KnownJob::of);
    }

    @Override
    public List<KnownJob> known() {
        return jobs.values().stream().map(KnownJob::of).toList();
    }

    @Override
    public Optional<Job> read(String id) {
        return Optional.ofNullable(jobs.get(id));
    }
}
