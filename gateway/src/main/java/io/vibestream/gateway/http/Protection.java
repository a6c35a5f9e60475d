package io.vibestream.gateway.http;

/**
 * What stands between the world and the routes.
 *
 * @param callsAtOnce how many calls that make work may be unanswered
 */
public record Protection(ApiKeys keys, CallLimits limits, int callsAtOnce, Cors cors) {}
