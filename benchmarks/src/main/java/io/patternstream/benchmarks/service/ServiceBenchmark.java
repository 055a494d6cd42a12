/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks.service;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much of what its engine reaches alone the service gets from topic to topic, and how long a record takes below that. */
@Command(
        name = "service.sh",
        mixinStandardHelpOptions = true,
        description =
                "Runs in turn: the engine alone (bench, with decoding), the service, two instances of it on a core each, and a plain"
                        + " loop of consumer, engine and producer; then the service at half of its rate. Prints Markdown tables.")
final class ServiceBenchmark implements Callable<Integer> {
    private static final Pattern RATE = Pattern.compile("\"images_per_second\":([0-9.E+-]+)");
    private static final double HALF = 0.5;

    @Option(names = "--launcher", required = true, hidden = true)
    private Path launcher = Path.of("");

    @Option(names = "--model", required = true, paramLabel = "M", description = "Model file.")
    private Path model = Path.of("");

    @Option(
            names = "--preprocessing",
            defaultValue = "imagenet",
            paramLabel = "NAME",
            description = "Preprocessing of its images (default: imagenet).")
    private String preprocessing = "";

    @Option(
            names = "--input",
            required = true,
            arity = "1..*",
            paramLabel = "F",
            description = "PNG and JPEG files that are sent in turn.")
    private List<Path> inputs = List.of();

    @Option(
            names = "--method",
            defaultValue = "gradient",
            paramLabel = "NAME",
            description = "Method (default: gradient).")
    private String method = "";

    @Option(
            names = "--records",
            defaultValue = "5000",
            paramLabel = "N",
            description = "Images of a run, the first two fifths to warm up (default: 5000).")
    private int records;

    @Option(names = "--partitions", defaultValue = "4", paramLabel = "N", description = "Partitions (default: 4).")
    private int partitions;

    @Option(
            names = "--batch",
            defaultValue = "8",
            paramLabel = "N",
            description = "Most images in a batch (default: 8).")
    private int batch;

    @Option(names = "--rounds", defaultValue = "3", paramLabel = "N", description = "Turns (default: 3).")
    private int rounds;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private int runs;

    /** Starts the program. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ServiceBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("service-benchmark");
        int port = Processes.freePorts(1).get(0);
        String bootstrap = "127.0.0.1:" + port;
        try (Processes processes = new Processes(launcher, folder)) {
            Process broker = processes.launch(-1, "broker", "--port", "" + port, "--dir", "" + folder.resolve("data"));
            processes.awaitText(broker, "broker ready");
            Map<String, List<Double>> rates = new TreeMap<>();
            for (int round = 0; round < rounds; round++) {
                add(rates, "1 engine alone", engine(processes));
                add(
                        rates,
                        "2 service",
                        service(processes, bootstrap, folder, 1, 0).perSecond());
                add(
                        rates,
                        "3 service, two instances on one core each",
                        service(processes, bootstrap, folder, 2, 0).perSecond());
                add(rates, "4 plain loop", plain(processes, bootstrap).perSecond());
            }
            double alone = middle(rates.getOrDefault("1 engine alone", List.of()));
            say("| | images/s, of each round | median | of the engine alone |\n|---|---|---|---|");
            rates.forEach((subject, values) -> say("| %s | %s | %.1f | %.2f |"
                    .formatted(subject.substring(2), values, middle(values), middle(values) / alone)));
            double rate = HALF * middle(rates.getOrDefault("2 service", List.of()));
            Heatmaps calm = service(processes, bootstrap, folder, 1, rate);
            say("\n| at a rate of | median | 90 % | 99 % | longest |\n|---|---|---|---|---|");
            say("| %.1f images/s | %d ms | %d ms | %d ms | %d ms |"
                    .formatted(rate, calm.delay(0.5), calm.delay(0.9), calm.delay(0.99), calm.delay(1)));
        }
        return 0;
    }

    private double engine(Processes processes) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        List<String> arguments = new ArrayList<>(List.of("bench", "--model", "" + model, "--method", method));
        arguments.addAll(List.of("--batch", "" + batch, "--workers", "" + cores, "--threads", "1"));
        arguments.addAll(List.of("--iterations", "" + Math.max(20, records / batch), "--warmup", "20", "--input"));
        inputs.forEach(input -> arguments.add("" + input));
        Matcher rate = RATE.matcher(processes.output(arguments));
        if (!rate.find()) {
            throw new IllegalStateException("bench printed no rate");
        }
        return Double.parseDouble(rate.group(1));
    }

    /** Instances that share the cores; all wait for images before the first is sent. */
    private Heatmaps service(Processes processes, String bootstrap, Path folder, int instances, double rate)
            throws Exception {
        Topics topics = newTopics(bootstrap);
        List<Process> services = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            List<Integer> ports = Processes.freePorts(2);
            Path config = config(folder.resolve(topics.run() + "-" + i + ".yaml"), topics, ports);
            Process service = processes.launch(instances == 1 ? -1 : i, "serve", "--config", "" + config);
            services.add(service);
            processes.await(service, "http://127.0.0.1:" + ports.get(1) + "/health/ready");
        }
        traffic(rate).send(topics);
        Heatmaps heatmaps = Heatmaps.await(topics, records);
        for (Process service : services) {
            processes.stop(service);
        }
        return heatmaps;
    }

    private Heatmaps plain(Processes processes, String bootstrap) throws Exception {
        Topics topics = newTopics(bootstrap);
        Process loop = processes.launch(
                PlainLoop.class, bootstrap, topics.run(), "" + model, preprocessing, method, "" + batch);
        traffic(0).send(topics);
        Heatmaps heatmaps = Heatmaps.await(topics, records);
        processes.stop(loop);
        return heatmaps;
    }

    private Topics newTopics(String bootstrap) throws Exception {
        Topics topics = new Topics(bootstrap, "run" + runs++);
        topics.create(partitions);
        return topics;
    }

    private Traffic traffic(double rate) throws IOException {
        List<byte[]> pictures = new ArrayList<>();
        for (Path input : inputs) {
            pictures.add(Files.readAllBytes(input));
        }
        return new Traffic(pictures, records, rate);
    }

    private Path config(Path file, Topics topics, List<Integer> ports) throws IOException {
        return Files.writeString(
                file,
                """
                kafka: {bootstrap-servers: "%s", group-id: %s}
                topics: {images: %s, heatmaps: %s, replication-factor: 1}
                model: {file: "%s", preprocessing: %s, methods: [%s]}
                engine: {batch-size: %d}
                http: {port: %d}
                management: {port: %d}
                """
                        .formatted(
                                topics.bootstrap(),
                                topics.run(),
                                topics.images(),
                                topics.heatmaps(),
                                model.toAbsolutePath(),
                                preprocessing,
                                method,
                                batch,
                                ports.get(0),
                                ports.get(1)));
    }

    private static void add(Map<String, List<Double>> rates, String subject, double rate) {
        rates.computeIfAbsent(subject, any -> new ArrayList<>()).add(Math.round(rate * 10) / 10.0);
    }

    private static double middle(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
