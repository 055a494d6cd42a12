/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program's own options and its list of commands. */
@Command(
        name = "patternstream",
        description = "Explains the decisions of image classifiers, live on Kafka or offline on files.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = RootCommand.Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong options", "3:stopped, but not everything was finished in time"})
public final class RootCommand implements Runnable {
    private static final String VERBOSE = "--verbose";

    @Spec
    private CommandSpec spec;

    @Option(names = VERBOSE, scope = ScopeType.INHERIT, description = "Shows the stack trace of an error.")
    @SuppressWarnings("UnusedVariable") // read through the parse result, from whichever command it was given to
    private boolean verbose;

    private RootCommand() {}

    /**
     * Creates the whole command line.
     *
     * @param console where it writes
     * @param home the distribution's folder
     * @param starter starts the service
     * @param rebuilder makes snapshots again
     * @return ready to execute arguments
     */
    public static CommandLine create(Console console, Home home, ServiceStarter starter, SnapshotRebuilder rebuilder) {
        CommandLine line = new CommandLine(new RootCommand())
                .addSubcommand(new DemoCommand(console, home, starter))
                .addSubcommand(new ServeCommand(console, starter))
                .addSubcommand(new BrokerCommand(console, home))
                .addSubcommand(
                        new CommandLine(new DeadLettersCommand()).addSubcommand(new DeadLettersReplayCommand(console)))
                .addSubcommand(new ExplainCommand(console))
                .addSubcommand(new CommandLine(new PatternsCommand())
                        .addSubcommand(new PatternsComputeCommand(console))
                        .addSubcommand(new PatternsMergeCommand(console))
                        .addSubcommand(new PatternsDiffCommand(console))
                        .addSubcommand(new PatternsListCommand(console))
                        .addSubcommand(new PatternsPinCommand(console))
                        .addSubcommand(new PatternsUnpinCommand(console))
                        .addSubcommand(new PatternsRebuildCommand(console, rebuilder))
                        .addSubcommand(new PatternsInspectCommand(console)))
                .addSubcommand(new CommandLine(new ModelsCommand()).addSubcommand(new ModelsInspectCommand(console)))
                .addSubcommand(new VerifyCommand(console))
                .addSubcommand(new EvaluateCommand(console))
                .addSubcommand(new BenchCommand(console))
                .addSubcommand(new PrecisionCommand(console));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(parsed -> execute(parsed, console));
        line.setOut(new PrintWriter(console.out(), true, UTF_8));
        line.setErr(new PrintWriter(console.err(), true, UTF_8));
        line.setParameterExceptionHandler(Failures::usage);
        line.setExecutionExceptionHandler(Failures::failed);
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Runs the command; makes exceptions of what would pass {@link Failures} by: no memory, and output that is lost. */
    private static int execute(ParseResult parsed, Console console) {
        try {
            int status = new RunLast().execute(parsed);
            if (console.out().checkError()) {
                throw failure(
                        parsed,
                        new CommandException(
                                "standard output could not be written: it was closed, or the disk is full"));
            }
            return status;
        } catch (OutOfMemoryError e) {
            throw failure(
                    parsed,
                    new CommandException(
                            "out of memory (" + e.getMessage() + "): give Java more, for example"
                                    + " PATTERNSTREAM_JAVA_OPTS=-Xmx8g, or use a smaller batch or fewer images at a time",
                            e));
        }
    }

    private static ExecutionException failure(ParseResult parsed, CommandException cause) {
        List<CommandLine> commands = parsed.asCommandLineList();
        return new ExecutionException(commands.get(commands.size() - 1), String.valueOf(cause.getMessage()), cause);
    }

    static boolean verbose(ParseResult parsed) {
        return parsed.matchedOptionValue(VERBOSE, false)
                || parsed.subcommands().stream().anyMatch(RootCommand::verbose);
    }

    /** Names the version that the build wrote into the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"patternstream " + LibraryVersion.text()};
        }
    }
}
