package io.vibestream.gateway.runpod;

import io.vibestream.schemas.RequestState;
import java.util.List;

/** How many jobs are how far, in RunPod's kinds. Pure. */
record JobCounts(int inQueue, int inProgress, int completed, int failed) {

    static JobCounts of(List<RequestState> states) {
        int inQueue = 0;
        int inProgress = 0;
        int completed = 0;
        int failed = 0;
        for (var state : states) {
            switch (state) {
                case QUEUED, PLANNED -> inQueue++;
                case SPEAKING -> inProgress++;
                case COMPLETED -> completed++;
                case FAILED, TIMED_OUT -> failed++;
                case CANCELLED -> {
                    // RunPod counts it nowhere.
                }
            }
        }
        return new JobCounts(inQueue, inProgress, completed, failed);
    }
}
