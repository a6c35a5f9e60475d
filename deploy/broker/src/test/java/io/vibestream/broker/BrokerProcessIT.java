package io.vibestream.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessIT {

    @TempDir
    Path directory;

    @Test
    void whatItKeepsOutlivesIt() throws Exception {
        var ports = BrokerPorts.free();
        try (var broker = BrokerProcess.start(directory.resolve("kafka"), ports, directory.resolve("broker.log"));
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("kept", Optional.of(3), Optional.empty()))).all().get(30,
                    TimeUnit.SECONDS);
        }

        try (var broker = BrokerProcess.start(directory.resolve("kafka"), ports, directory.resolve("broker.log"));
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).contains("kept");
        }
    }

    @Test
    void theChildIsGoneWhenItIsClosedAndNobodyIsAlarmed() {
        var failed = new AtomicBoolean();
        var broker = BrokerProcess.start(directory.resolve("kafka"), BrokerPorts.free(),
                directory.resolve("broker.log"));
        broker.onFailure(() -> failed.set(true));

        broker.close();

        assertThat(broker.isAlive()).isFalse();
        assertThat(failed).isFalse();
    }

    @Test
    void aChildThatIsKilledIsNoticed() throws Exception {
        var failed = new CompletableFuture<Boolean>();
        try (var broker = BrokerProcess.start(directory.resolve("kafka"), BrokerPorts.free(),
                directory.resolve("broker.log"))) {
            broker.onFailure(() -> failed.complete(true));

            ProcessHandle.current().children().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);

            assertThat(failed.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            var ports = BrokerPorts.clientsOn(taken.getLocalPort());

            assertThatThrownBy(
                    () -> BrokerProcess.start(directory.resolve("kafka"), ports, directory.resolve("broker.log")))
                    .isInstanceOf(BrokerException.class).hasMessageContaining("port " + taken.getLocalPort());
        }
    }
}
