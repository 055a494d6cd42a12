/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.stream.cli.Console;
import io.patternstream.stream.cli.Home;
import io.patternstream.stream.cli.RootCommand;
import io.patternstream.stream.cli.TemporaryFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The program. */
public final class Main {
    private Main() {}

    /**
     * Runs the command line.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        // before the first logger exists; read by logback.xml
        Level level = Level.of(Arrays.asList(args));
        System.setProperty("patternstream.log.level", level.own());
        System.setProperty("patternstream.log.others", level.others());
        Console console =
                new Console(System.out, System.err, Boolean.getBoolean("patternstream.terminal"), System::nanoTime);
        Home home = new Home(path("patternstream.home"), path("patternstream.tmpdir"));
        Optional.ofNullable(System.getProperty("patternstream.temporary"))
                .map(folder -> new TemporaryFolder(Path.of(folder)))
                .ifPresent(
                        folder -> Runtime.getRuntime().addShutdownHook(new Thread(folder::close, "delete-temporary")));
        int status = RootCommand.create(console, home, ServiceAssembly::start, SnapshotRebuild::rebuild)
                .execute(args);
        System.out.flush();
        System.exit(status); // native libraries leave threads behind
    }

    /** What the launcher says; outside of it, the current directory. */
    private static Path path(String property) {
        return Path.of(System.getProperty(property, "")).toAbsolutePath();
    }

    /** How much is logged: a service tells what it does; a command for people speaks for itself. */
    private record Level(String own, String others) {
        static Level of(List<String> args) {
            if (args.contains("--verbose")) {
                return new Level("DEBUG", "WARN");
            }
            return args.contains("serve") ? new Level("INFO", "WARN") : new Level("ERROR", "ERROR");
        }
    }
}
