/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.stream.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever goes wrong into clear lines on standard error and an exit status. Stateless. */
final class Failures {
    /** Packages whose exceptions carry a line for people. */
    private static final List<String> OURS = List.of("io.patternstream.");

    private Failures() {}

    /** Wrong options: one line and where to read more. */
    static int usage(ParameterException e, String... args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + oneLine(String.valueOf(e.getMessage())) + " (see " + name + " --help)");
        command.getErr().flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** A command that failed. */
    static int failed(Exception e, CommandLine command, ParseResult parsed) {
        String name = command.getCommandSpec().qualifiedName();
        lines(e).forEach(line -> command.getErr().println(name + ": " + line));
        if (RootCommand.verbose(parsed)) {
            e.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static List<String> lines(Throwable e) {
        if (e instanceof ConfigException config) {
            return config.errors().stream()
                    .map(error -> oneLine(config.where() + ": " + error))
                    .toList();
        }
        return List.of(oneLine(describe(e)));
    }

    /** The one line that says what went wrong. */
    static String describe(Throwable e) {
        if (e instanceof UncheckedIOException unchecked && unchecked.getCause() instanceof FileSystemException file) {
            return describe(file);
        }
        if (e instanceof FileSystemException file) {
            return describe(file);
        }
        String message = e.getMessage();
        boolean speaks = e instanceof IOException
                || e instanceof UncheckedIOException
                || e instanceof IllegalArgumentException
                || OURS.stream().anyMatch(e.getClass().getName()::startsWith);
        return speaks && message != null
                ? message
                : "unexpected " + e.getClass().getSimpleName() + ": " + message + " (--verbose shows where)";
    }

    private static String describe(FileSystemException e) {
        String file = e.getFile() == null ? "a file" : e.getFile();
        if (e instanceof NoSuchFileException) {
            return file + " does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "no permission for " + file;
        }
        if (e instanceof NotDirectoryException) {
            return file + " is not a folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return file + " exists already";
        }
        return file + ": " + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason());
    }

    private static String oneLine(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
