package io.vibestream.splitter;

import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.Refusal;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Turns a request into the records that follow from it, none of them larger than its topic takes. Pure; safe to share. */
final class Splitter {

    private final Planner planner;
    private final Codecs codecs;

    Splitter(SplitterSettings settings, Codecs codecs) {
        this.planner = new Planner(settings);
        this.codecs = codecs;
    }

    Split split(SpeechRequest request, Arrival arrival) {
        if (request.getId().isBlank()) {
            return new Split.Unanswerable("expected a request with an id, found a blank one");
        }
        var planned = planner.plan(request, arrival);
        if (planned.plan().getRefusal().isPresent()) {
            return refused(planned);
        }
        var records = records(planned);
        return records.stream().filter(record -> !record.fits()).findFirst()
                .map(record -> refused(planner.refuse(request, tooLarge(record), arrival)))
                .orElseGet(() -> new Split.Spoken(records, planned.chunks().size()));
    }

    /** For a record that could not be read but came under an id. */
    Split refuseUnread(String id, String reason, Arrival arrival) {
        return refused(planner.refuseUnread(id, new Refusal(Reason.UNDECODABLE, reason), arrival));
    }

    /** For a request that the code above cannot cope with. */
    Split refuseFailed(SpeechRequest request, Arrival arrival) {
        return refused(
                planner.refuse(request, new Refusal(Reason.UNKNOWN, "The request could not be planned"), arrival));
    }

    private static Refusal tooLarge(Outgoing record) {
        return Planner
                .invalid("The request makes a record of " + record.bytes() + " bytes on " + record.topic().topicName()
                        + "; expected at most " + record.topic().maxRecordBytes());
    }

    /** Metadata that is no use in the topic would keep the sender from being told at all. */
    private Split refused(Planned planned) {
        var plan = planned.plan();
        var bare = SpeechPlan.newBuilder(plan).setMetadata(Map.of()).build();
        return Stream.of(plan, bare).map(this::record).filter(Outgoing::fits).findFirst()
                .<Split>map(record -> new Split.Refused(List.of(record)))
                .orElseGet(() -> new Split.Unanswerable(
                        "expected an id that fits into a record, found " + plan.getRequestId().length()
                                + " characters"));
    }

    /** In the order in which they leave: a reader of the status should not see a chunk spoken before it is planned. */
    private List<Outgoing> records(Planned planned) {
        var plan = planned.plan();
        var status = new RequestStatus(plan.getRequestId(), RequestState.PLANNED, planned.chunks().size(), 0, 0.0,
                plan.getPlannedAt(), null);
        var records = new ArrayList<Outgoing>();
        records.add(new Outgoing(Topic.STATUS, plan.getRequestId(), codecs.statuses().encode(status)));
        records.add(record(plan));
        for (var chunk : planned.chunks()) {
            records.add(new Outgoing(Topic.chunks(plan.getPriority()), plan.getRequestId() + "/" + chunk.getIndex(),
                    codecs.chunks().encode(chunk)));
        }
        return records;
    }

    private Outgoing record(SpeechPlan plan) {
        return new Outgoing(Topic.PLANS, plan.getRequestId(), codecs.plans().encode(plan));
    }
}
