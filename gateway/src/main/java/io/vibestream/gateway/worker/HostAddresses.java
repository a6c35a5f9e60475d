package io.vibestream.gateway.worker;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where RunPod is asked and told, made of the templates that RunPod puts into a worker's environment. Pure.
 *
 * @param take {@code $ID} stands for the worker
 * @param output {@code $RUNPOD_POD_ID} stands for the worker, {@code $ID} for the job
 * @param stream as {@code output}
 * @param ping {@code $RUNPOD_POD_ID} stands for the worker
 */
record HostAddresses(String take, String output, Optional<String> stream, Optional<String> ping, String workerId) {

    /** RunPod shows it in its logs and decides nothing by it. */
    static final String VERSION = "vibestream";
    private static final String TAKE = "/job-take/";

    /** One job when there is room for one, else as many as there is room for. */
    URI takeJobs(int free, boolean busy) {
        var one = take.replace("$ID", encoded(workerId));
        boolean batch = free > 1 && one.contains(TAKE);
        return with(batch ? one.replace(TAKE, "/job-take-batch/") : one,
                (batch ? "batch_size=" + free + "&" : "") + "job_in_progress=" + (busy ? 1 : 0));
    }

    /** Absent when the template gives no hint of it. */
    Optional<URI> stops() {
        return take.contains(TAKE)
                ? Optional.of(URI.create(take.replace("$ID", encoded(workerId)).replace(TAKE, "/job-stop/")))
                : Optional.empty();
    }

    URI done(String jobId, boolean streamed) {
        return with(filled(output, jobId), "isStream=" + streamed);
    }

    Optional<URI> item(String jobId) {
        return stream.map(template -> with(filled(template, jobId), "isStream=false"));
    }

    Optional<URI> heartbeat(Collection<String> jobs) {
        var list = jobs.stream().sorted().map(HostAddresses::encoded).collect(Collectors.joining(","));
        return ping.map(template -> with(template.replace("$RUNPOD_POD_ID", encoded(workerId)),
                (jobs.isEmpty() ? "" : "job_id=" + list + "&") + "runpod_version=" + VERSION));
    }

    private String filled(String template, String jobId) {
        return template.replace("$RUNPOD_POD_ID", encoded(workerId)).replace("$ID", encoded(jobId));
    }

    private static URI with(String address, String query) {
        return URI.create(address + (address.contains("?") ? "&" : "?") + query);
    }

    /** A job's id is RunPod's, but it goes into a path. */
    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
