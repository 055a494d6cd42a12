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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
    private static final double MILLIS_PER_SECOND = 1000;
    private static final String ALONE = "engine alone";
    private static final String SERVICE = "service";

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
            defaultValue = "10000",
            paramLabel = "N",
            description = "Images of a run, the first half to warm up (default: 10000).")
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
            Stage stage = new Stage(processes, bootstrap, folder, broker);
            Map<String, List<Run>> rows = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                add(rows, ALONE, engine(processes));
                add(rows, "plain loop", plain(stage));
                add(rows, SERVICE, service(stage, 1, 0).run());
                add(
                        rows,
                        "service, two instances on one core each",
                        service(stage, 2, 0).run());
            }
            table(rows);
            calm(stage, HALF * middle(rows, SERVICE, Run::perSecond));
        }
        delete(folder);
        return 0;
    }

    /** Where a run fails, its logs stay. */
    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Where the services run. */
    private record Stage(Processes processes, String bootstrap, Path folder, Process broker) {}

    /** What came of a run, and its heatmaps. */
    private record Result(Run run, Heatmaps heatmaps) {}

    private void table(Map<String, List<Run>> rows) {
        double rate = middle(rows, ALONE, Run::perSecond);
        double time = middle(rows, ALONE, Run::own);
        say(
                "| | images/s, of each round | median | of the engine alone | processor time of an image | of the engine alone | broker's |");
        say("|---|---|---|---|---|---|---|");
        rows.forEach((subject, runs) -> say("| %s | %s | %.0f | **%.2f** | %.1f ms | **%.2f** | %.1f ms |"
                .formatted(
                        subject,
                        runs.stream().map(run -> Math.round(run.perSecond())).toList(),
                        middle(rows, subject, Run::perSecond),
                        middle(rows, subject, Run::perSecond) / rate,
                        middle(rows, subject, Run::own),
                        time / middle(rows, subject, Run::own),
                        middle(rows, subject, Run::broker))));
    }

    private void calm(Stage stage, double rate) throws Exception {
        Heatmaps heatmaps = service(stage, 1, rate).heatmaps();
        say("\n| at a rate of | median | 90 % | 99 % | longest |\n|---|---|---|---|---|");
        say("| %.1f images/s | %d ms | %d ms | %d ms | %d ms |"
                .formatted(rate, heatmaps.delay(0.5), heatmaps.delay(0.9), heatmaps.delay(0.99), heatmaps.delay(1)));
    }

    /** All cores are at work all the time. */
    private Run engine(Processes processes) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        List<String> arguments = new ArrayList<>(List.of("bench", "--model", "" + model, "--method", method));
        arguments.addAll(List.of("--batch", "" + batch, "--workers", "" + cores, "--threads", "1"));
        arguments.addAll(List.of("--iterations", "" + Math.max(20, records / batch), "--warmup", "20", "--input"));
        inputs.forEach(input -> arguments.add("" + input));
        Matcher rate = RATE.matcher(processes.output(arguments));
        if (!rate.find()) {
            throw new IllegalStateException("bench printed no rate");
        }
        double perSecond = Double.parseDouble(rate.group(1));
        return new Run(perSecond, cores * MILLIS_PER_SECOND / perSecond, 0);
    }

    /** Instances that share the cores; all wait for images before the first is sent. */
    private Result service(Stage stage, int instances, double rate) throws Exception {
        Topics topics = newTopics(stage.bootstrap());
        List<Process> services = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            List<Integer> ports = Processes.freePorts(2);
            Path config = config(stage.folder().resolve(topics.run() + "-" + i + ".yaml"), topics, ports);
            Process service = stage.processes().launch(instances == 1 ? -1 : i, "serve", "--config", "" + config);
            services.add(service);
            stage.processes().await(service, "http://127.0.0.1:" + ports.get(1) + "/health/ready");
        }
        return measure(stage, topics, services, rate);
    }

    private Run plain(Stage stage) throws Exception {
        Topics topics = newTopics(stage.bootstrap());
        Process loop = stage.processes()
                .launch(
                        PlainLoop.class,
                        stage.bootstrap(),
                        topics.run(),
                        "" + model,
                        preprocessing,
                        method,
                        "" + batch);
        return measure(stage, topics, List.of(loop), 0).run();
    }

    /** Sends the images, waits for the heatmaps, and stops those who made them. */
    private Result measure(Stage stage, Topics topics, List<Process> subjects, double rate) throws Exception {
        traffic(rate).send(topics);
        ProcessorTime own = new ProcessorTime(subjects, records);
        ProcessorTime broker = new ProcessorTime(List.of(stage.broker()), records);
        Heatmaps heatmaps = Heatmaps.await(topics, records, there -> {
            own.accept(there);
            broker.accept(there);
        });
        for (Process subject : subjects) {
            stage.processes().stop(subject);
        }
        topics.delete();
        return new Result(new Run(heatmaps.perSecond(), own.millisPerImage(), broker.millisPerImage()), heatmaps);
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

    private static void add(Map<String, List<Run>> rows, String subject, Run run) {
        rows.computeIfAbsent(subject, any -> new ArrayList<>()).add(run);
    }

    private static double middle(Map<String, List<Run>> rows, String subject, ToDoubleFunction<Run> figure) {
        List<Run> runs = rows.getOrDefault(subject, List.of());
        return runs.stream().mapToDouble(figure).sorted().toArray()[runs.size() / 2];
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
