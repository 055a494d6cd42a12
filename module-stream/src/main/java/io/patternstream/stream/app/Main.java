/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.stream.cli.Console;
import io.patternstream.stream.cli.Home;
import io.patternstream.stream.cli.RootCommand;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

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
        System.setProperty("patternstream.log.level", level(Arrays.asList(args)));
        Console console =
                new Console(System.out, System.err, Boolean.getBoolean("patternstream.terminal"), System::nanoTime);
        Home home = new Home(path("patternstream.home"), path("patternstream.tmpdir"));
        TemporaryFolder.deleteAtExit(System.getProperty("patternstream.temporary"));
        int status = RootCommand.create(console, home, ServiceAssembly::start).execute(args);
        System.out.flush();
        System.exit(status); // native libraries leave threads behind
    }

    /** What the launcher says; outside of it, the current directory. */
    private static Path path(String property) {
        return Path.of(System.getProperty(property, "")).toAbsolutePath();
    }

    /** A service logs what it does; a command for people speaks for itself. */
    private static String level(List<String> args) {
        if (args.contains("--verbose")) {
            return "DEBUG";
        }
        return args.contains("serve") ? "INFO" : "WARN";
    }
}
