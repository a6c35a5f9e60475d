package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.Job;
import java.util.List;
import java.util.Optional;

/** The jobs that callers come back for, the same in every gateway. Safe to share between threads. */
public interface JobBook {

    /**
     * Writes a job down, in the place of what was known under its id. Returns when every gateway will know it.
     *
     * @throws PipelineException when that cannot be done
     */
    void write(Job job);

    /**
     * Writes down a job of a caller's id, unless somebody else is faster, at whatever gateway: of jobs of one id and generation the first
     * one written counts, and one of another body never takes its place.
     *
     * @return the job that was faster, if one was
     * @throws PipelineException when that cannot be done; the job may be written or not
     */
    Optional<KnownJob> claim(Job job);

    /** Empty when there is no such job. */
    Optional<KnownJob> known(String id);

    /** All jobs that are known, in no order. */
    List<KnownJob> known();

    /**
     * The whole job, as it was last written.
     *
     * @throws PipelineException when it cannot be read
     */
    Optional<Job> read(String id);
}
