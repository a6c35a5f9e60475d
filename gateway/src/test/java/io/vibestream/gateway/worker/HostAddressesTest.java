package io.vibestream.gateway.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostAddressesTest {

    private static final String BASE = "https://api.runpod.ai/v2/ep1";

    private final HostAddresses addresses = new HostAddresses(BASE + "/job-take/$ID?gpu=H200",
            BASE + "/job-done/$RUNPOD_POD_ID/$ID?gpu=H200",
            Optional.of(BASE + "/job-stream/$RUNPOD_POD_ID/$ID?gpu=H200"),
            Optional.of(BASE + "/ping/$RUNPOD_POD_ID?gpu=H200"), "pod7");

    @Test
    void writesThemAsRunPodsOwnLibraryDoes() {
        assertThat(addresses.takeJobs(1, false)).hasToString(BASE + "/job-take/pod7?gpu=H200&job_in_progress=0");
        assertThat(addresses.takeJobs(1, true)).hasToString(BASE + "/job-take/pod7?gpu=H200&job_in_progress=1");
        assertThat(addresses.takeJobs(3, false))
                .hasToString(BASE + "/job-take-batch/pod7?gpu=H200&batch_size=3&job_in_progress=0");
        assertThat(addresses.stops()).map(Object::toString).contains(BASE + "/job-stop/pod7?gpu=H200");
        assertThat(addresses.done("job-1-u1", false))
                .hasToString(BASE + "/job-done/pod7/job-1-u1?gpu=H200&isStream=false");
        assertThat(addresses.done("job-1-u1", true))
                .hasToString(BASE + "/job-done/pod7/job-1-u1?gpu=H200&isStream=true");
        assertThat(addresses.item("job-1-u1")).map(Object::toString)
                .contains(BASE + "/job-stream/pod7/job-1-u1?gpu=H200&isStream=false");
        assertThat(addresses.heartbeat(List.of())).map(Object::toString)
                .contains(BASE + "/ping/pod7?gpu=H200&runpod_version=vibestream");
        assertThat(addresses.heartbeat(List.of("job-4-u1", "job-3-u1"))).map(Object::toString)
                .contains(BASE + "/ping/pod7?gpu=H200&job_id=job-3-u1,job-4-u1&runpod_version=vibestream");
    }

    @Test
    void takesOneByOneWhereTheHostHasNoBatches() {
        var other = new HostAddresses("http://h/next/$ID", "http://h/done/$ID", Optional.empty(), Optional.empty(),
                "w 1");

        assertThat(other.takeJobs(9, false)).hasToString("http://h/next/w%201?job_in_progress=0");
        assertThat(other.stops()).isEmpty();
        assertThat(other.item("1")).isEmpty();
        assertThat(other.heartbeat(List.of("1"))).isEmpty();
    }

    @Test
    void letsNoJobChooseAnotherPath() {
        assertThat(addresses.done("../../evil?x=#", false).getPath()).startsWith("/v2/ep1/job-done/pod7/");
        assertThat(addresses.done("../../evil?x=#", false)).hasToString(
                BASE + "/job-done/pod7/..%2F..%2Fevil%3Fx%3D%23?gpu=H200&isStream=false");
    }
}
