package io.vibestream.runtime.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Configures share groups: where they begin, how long a record stays locked, and so on, are properties of the group. */
public final class GroupSetup {

    private static final Logger LOG = LoggerFactory.getLogger(GroupSetup.class);

    private GroupSetup() {}

    /**
     * Gives {@code group} the {@code configs}, such as {@code share.auto.offset.reset=earliest}. What has its value already
     * is left alone, so that a client without the right to alter groups can run where somebody else set them up.
     *
     * @throws GroupSetupException when the broker refuses
     */
    public static void ensureShareGroup(Admin admin, String group, Map<String, String> configs) {
        var resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        var present = answer(group, admin.describeConfigs(List.of(resource)).all()).getOrDefault(resource,
                new Config(List.of()));
        Collection<AlterConfigOp> changes = new ArrayList<>();
        configs.forEach((name, value) -> {
            var entry = present.get(name);
            if (entry == null || !Objects.equals(entry.value(), value)) {
                changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
            }
        });
        if (!changes.isEmpty()) {
            var altered = Answer.of(admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
            altered.failure().ifPresent(cause -> {
                throw refused(group, cause);
            });
            LOG.atInfo().addKeyValue("group", group).log("configured");
        }
    }

    private static <T> T answer(String group, KafkaFuture<T> future) {
        var answer = Answer.of(future);
        return answer.value().orElseThrow(
                () -> refused(group, answer.failure().orElseGet(() -> new IllegalStateException("no answer"))));
    }

    private static GroupSetupException refused(String group, Throwable cause) {
        return new GroupSetupException("share group " + group + " cannot be configured: " + cause.getMessage(), cause);
    }
}
