package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Goal: each shipped job gives the same bytes for the same seed in every version of Java, and after a change that was
 * to make it faster.
 *
 * <p>Method: a digest of all numbers of each job, made small, is in a file, which every version of Java compares. When
 * the model or a cost has changed the file is written anew, with {@code -Dfidelity.write}.
 */
class ShippedJobsTest {
    private static final Path DIGESTS = Path.of("src/test/resources/dev/seamstress/cli/shipped-jobs.txt");

    private static final Map<String, List<String>> LESS = new TreeMap<>(Map.ofEntries(
            Map.entry("accept-stress", List.of("let.memory=4MiB")),
            Map.entry("boot-eager", List.of("let.memory=4MiB")),
            Map.entry("boot-lazy", List.of("let.memory=8MiB", "let.for=20ms")),
            Map.entry("boot-storm-576", List.of("let.memory=4608KiB")),
            Map.entry("boot-storm-64", List.of("let.memory=16MiB", "let.for=10ms")),
            Map.entry("many-tds", List.of("let.memory=512KiB")),
            Map.entry("notifier-storm", List.of("let.memory=16MiB")),
            Map.entry("prefault", List.of("td.memory=16MiB")),
            Map.entry("slot-churn", List.of("td.memory=16MiB", "let.slot=1MiB", "let.every=5ms", "let.for=20ms")),
            Map.entry("swiotlb-churn", List.of("td.memory=2MiB", "let.for=5ms")),
            Map.entry("td-destroy-live", List.of("let.memory=4MiB")),
            Map.entry("td-destroy-reclaim", List.of("let.memory=4MiB")),
            Map.entry("zero-step", List.of("let.for=15ms"))));

    private static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("conf/load"))) {
            return files.sorted().toList();
        }
    }

    private static String digest(Path job, List<String> less) throws NoSuchAlgorithmException {
        List<String> args = new ArrayList<>(List.of("load", job.toString(), "--replications", "1", "--json"));
        less.forEach(set -> args.addAll(List.of("--set", set)));
        args.addAll(List.of("--set", "assert=[]"));
        Cli cli = Cli.run(args.toArray(String[]::new));
        assertThat(cli.code()).as(cli.err()).isZero();
        String numbers =
                cli.out().substring(cli.out().indexOf("\"metrics\""), cli.out().indexOf("\"costs\""));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(numbers.getBytes(UTF_8));
        return HexFormat.of().formatHex(hash, 0, 8);
    }

    @Test
    void aSeedIsTheSameRunEverywhere() throws IOException, NoSuchAlgorithmException {
        List<String> lines = new ArrayList<>();
        for (Path job : shipped()) {
            String name = job.getFileName().toString().replace(".conf", "");
            assertThat(LESS).as("what makes it small").containsKey(name);
            lines.add(digest(job, LESS.get(name)) + " " + name + " " + String.join(" ", LESS.get(name)));
        }
        if (System.getProperty("fidelity.write") != null) {
            Files.write(DIGESTS, lines);
        }
        assertThat(lines)
                .as("./mvnw -q test -Dtest=ShippedJobsTest -Dfidelity.write writes them anew")
                .isEqualTo(Files.readAllLines(DIGESTS));
    }
}
