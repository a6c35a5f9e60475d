package io.vibestream.runtime.kafka;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waiting until Kafka is there: services and brokers may start in any order. */
final class BrokerWait {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerWait.class);
    private static final Duration ONE_TRY = Duration.ofSeconds(5);

    private BrokerWait() {}

    static void until(Admin admin, String address, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (int attempt = 1;; attempt++) {
            long left = Math.max(deadline - System.nanoTime(), 0);
            int millis = (int) Math.max(Math.min(left, ONE_TRY.toNanos()) / 1_000_000, 1);
            try {
                admin.describeCluster(new DescribeClusterOptions().timeoutMs(millis)).nodes().get();
                return;
            } catch (InterruptedException stop) {
                throw new InterruptException(stop);
            } catch (ExecutionException failure) {
                var cause = failure.getCause() == null ? failure : failure.getCause();
                if (!(cause instanceof RetriableException)) {
                    throw new BrokerUnavailableException(
                            "Kafka at " + address + " refuses this client: " + cause.getMessage(), cause);
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw new BrokerUnavailableException(
                            "Kafka at " + address + ": no broker answered within " + timeout.toSeconds() + " s", cause);
                }
                if (attempt == 1) {
                    LOG.atInfo().addKeyValue("address", address).log("waiting for Kafka");
                }
            }
        }
    }
}
