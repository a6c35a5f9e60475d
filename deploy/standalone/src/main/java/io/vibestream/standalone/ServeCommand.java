package io.vibestream.standalone;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "serve", mixinStandardHelpOptions = true, description = "Run the whole pipeline on this machine until Ctrl-C.")
final class ServeCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Mixin
    private final ServerOptions options = new ServerOptions();

    ServeCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        var progress = new Progress(System.err, InstantSource.system());
        try (var pipeline = Pipeline.start(options.data, options.kafkaPort, options.over(environment), progress)) {
            System.out.println(pipeline.greeting());
            pipeline.awaitEnd();
        }
        return 0;
    }
}
