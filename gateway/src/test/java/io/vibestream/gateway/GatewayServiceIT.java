package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vibestream.schemas.RequestState;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayServiceIT {

    private static final String HELLO = "{\"input\":{\"text\":\"Hello.\"}}";

    @TempDir
    private Path directory;

    @Test
    void finishesCallsThatAreUnderWayWhenItStops() throws Exception {
        var gateway = new TestGateway(directory);
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        var call = CompletableFuture.supplyAsync(() -> gateway.post("/runsync", HELLO));
        await().atMost(Duration.ofSeconds(10)).until(() -> !gateway.pipeline.answers().isEmpty());

        var stop = CompletableFuture.runAsync(gateway::stopServing);
        await().atMost(Duration.ofSeconds(10)).until(() -> !gateway.isRunning());
        assertThat(call).isNotDone();
        gateway.pipeline.answers().getFirst()
                .complete(FakePipeline.completed(gateway.pipeline.requests().getFirst()).setUrl("u").build());

        assertThat(call.get(10, TimeUnit.SECONDS)).extracting(HttpResponse::statusCode).isEqualTo(200);
        stop.get(30, TimeUnit.SECONDS);
    }

    @Test
    void servesTwoHundredCallersAtOnce() throws Exception {
        try (var gateway = new TestGateway(directory)) {
            gateway.pipeline.stayIn(RequestState.SPEAKING);
            var calls = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 200; i++) {
                calls.add(gateway.postAsync("/runsync", HELLO));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> gateway.pipeline.answers().size() == 200);

            for (int i = 0; i < 200; i++) {
                gateway.pipeline.answers().get(i)
                        .complete(FakePipeline.completed(gateway.pipeline.requests().get(i)).setUrl("u").build());
            }

            for (var call : calls) {
                assertThat(call.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
        }
    }
}
