package io.vibestream.gateway.jobs;

import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a job is called: by its caller, or by the gateway where the caller does not care. Pure. */
record JobId(String value) {

    private static final int MAX_CHARS = 200;
    private static final int MAX_KEY_CHARS = 255;
    /** Safe in addresses, in keys of records and in names of files; a tilde is not in it, so that request ids of ours are nobody's job ids. */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._:-]{0," + (MAX_CHARS - 1) + "}");
    private static final Pattern PRINTABLE = Pattern.compile("[!-~ ]{1," + MAX_KEY_CHARS + "}");

    /** @throws ProblemException when this is no id */
    static JobId of(String written) {
        if (!SAFE.matcher(written).matches()) {
            throw new ProblemException(Problem.badRequest("Invalid job id: expected 1 to " + MAX_CHARS
                    + " letters (A to Z), digits, dots, hyphens, underscores or colons, with a letter, a digit or an underscore at the beginning",
                    "id").coded("invalid_job_id"));
        }
        return new JobId(written);
    }

    static JobId random() {
        return new JobId("job-" + UUID.randomUUID());
    }

    /**
     * The id that stands for an idempotency key, the same at every gateway.
     *
     * @param holder whose key of the service was shown: two of them may choose the same word
     * @throws ProblemException when this is no key
     */
    static JobId forKey(String holder, String key) {
        if (!PRINTABLE.matcher(key).matches() || key.isBlank()) {
            throw new ProblemException(Problem.badRequest("Invalid Idempotency-Key: expected 1 to " + MAX_KEY_CHARS
                    + " printable ASCII characters", "Idempotency-Key").coded("invalid_idempotency_key"));
        }
        return new JobId("job-" + Fingerprint.sha256(holder + "\n" + key).substring(0, 40));
    }

    /**
     * The id of the request that speaks for the job. The pipeline never speaks one id twice, and every gateway must find the same: so it
     * follows from how many jobs of this id there were before.
     */
    String requestId(int generation) {
        if (generation == 0) {
            return value;
        }
        var end = "~" + generation;
        return value.length() + end.length() <= MAX_CHARS ? value + end : Fingerprint.sha256(value) + end;
    }
}
