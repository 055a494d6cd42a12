/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.broker;

import java.nio.file.Path;

/**
 * What the command line asks for.
 *
 * @param port the port clients connect to, on 127.0.0.1; 1 to 65535
 * @param directory where the broker keeps its data and its log file
 * @param withParent whether the broker ends with its standard input, which ends with the parent process
 * @param temporary whether the directory is deleted at the end
 */
record BrokerOptions(int port, Path directory, boolean withParent, boolean temporary) {
    static final String USAGE = "usage: BrokerMain --port PORT --dir DIRECTORY [--with-parent] [--temporary]";

    BrokerOptions {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("--port must be 1 to 65535, but was " + port + "; " + USAGE);
        }
        directory = directory.toAbsolutePath().normalize();
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException in one line, if an option is unknown, missing or malformed
     */
    static BrokerOptions parse(String... args) {
        int port = 0;
        Path directory = null;
        boolean withParent = false;
        boolean temporary = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--port" -> port = number(value(args, ++i));
                case "--dir" -> directory = Path.of(value(args, ++i));
                case "--with-parent" -> withParent = true;
                case "--temporary" -> temporary = true;
                default -> throw new IllegalArgumentException("unknown option " + args[i] + "; " + USAGE);
            }
        }
        if (directory == null) {
            throw new IllegalArgumentException("--dir is missing; " + USAGE);
        }
        return new BrokerOptions(port, directory, withParent, temporary);
    }

    private static String value(String[] args, int index) {
        if (index == args.length) {
            throw new IllegalArgumentException(args[index - 1] + " needs a value; " + USAGE);
        }
        return args[index];
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--port must be a number, but was " + text + "; " + USAGE, e);
        }
    }
}
