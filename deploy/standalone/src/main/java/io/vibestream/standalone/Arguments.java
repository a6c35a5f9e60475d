package io.vibestream.standalone;

import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Arguments that only what is made of them can judge. */
final class Arguments {

    private Arguments() {}

    /**
     * What is made of a subcommand's arguments.
     *
     * @throws ParameterException with the words in which it refused them
     */
    static <T> T accepted(CommandSpec command, String subcommand, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException refusal) {
            throw new ParameterException(command.commandLine().getSubcommands().get(subcommand),
                    refusal.getMessage(), refusal);
        }
    }
}
