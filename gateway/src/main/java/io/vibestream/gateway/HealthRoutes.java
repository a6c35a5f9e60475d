package io.vibestream.gateway;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.vibestream.gateway.http.Exchange;
import io.vibestream.gateway.http.Json;

/** Whether the gateway is there: the port is open only while the pipeline can be reached. */
final class HealthRoutes implements HttpService {

    @Override
    public void routing(HttpRules rules) {
        rules.get("/ping", (_, response) -> Exchange.send(response, 200, Json.object().put("status", "ok")));
    }
}
