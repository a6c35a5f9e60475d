package io.vibestream.gateway.http;

import java.time.Duration;

/**
 * What stands between the world and the routes.
 *
 * @param callsAtOnce how many calls that make work may be unanswered
 * @param sending how long a caller may take nothing of an answer
 */
public record Protection(ApiKeys keys, CallLimits limits, int callsAtOnce, Cors cors, Duration sending) {}
