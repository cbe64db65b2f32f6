package dev.seamstress.load.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.load.random.Draw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a job is read as it says, or refused with all that is wrong, each at its place, before anything is allocated.
 *
 * <p>Method: texts; and shipped ones with bytes changed, which must never do anything but that.
 */
class JobFileTest {
    private static final JobFile.Limits LIMITS =
            new JobFile.Limits(1L << 30, List.of("fault.private.p99", "busy.share", "fault.rate"));
    private static final String GOOD = String.join(
            "\n",
            "td { vcpus = 2, memory = 8MiB }",
            "phases = [",
            "  { name = a, do = touch, unit = 2MiB, open { rate = 20k/s, arrivals = constant },",
            "    pages = \"zipf:0.9\", for = 1ms }",
            "  { closed { think = { exponential = 5us } }, do = accept }",
            "]",
            "background = [{ do = notify, size = 8KiB, every = 1ms, arrivals = poisson }]",
            "costs { tdx.exit = 1us, module { page-aug { lognormal { p50 = 2us, p99 = 9us } } } }",
            "assert = [\"fault.private.p99 < 200us\", \"busy.share <= 1%\", \"fault.rate > 2k/s\"]",
            "warmup = 10us");

    private static JobFile.Read read(String text, String... sets) {
        return JobFile.read(Path.of("conf/load/x.conf"), text.getBytes(UTF_8), List.of(sets), LIMITS);
    }

    private static String problems(String text, String... sets) {
        JobFile.Read read = read(text, sets);
        assertThat(read.job()).isEmpty();
        return read.problems().render();
    }

    @Test
    void aJobIsWhatItSays() {
        Job job = read(GOOD).job().orElseThrow();
        assertThat(job.name()).isEqualTo("x");
        assertThat(job.vm().pages()).isEqualTo(2048);
        Phase first = job.phases().get(0);
        assertThat(first.pace()).isEqualTo(new Phase.Open(20_000, 20_000, Job.Arrivals.CONSTANT));
        assertThat(first.pages().exponent()).isEqualTo(0.9);
        assertThat(first.unitPages()).isEqualTo(512);
        assertThat(first.forNs()).isEqualTo(1_000_000);
        assertThat(job.phases().get(1).vcpus()).isEqualTo(2);
        assertThat(job.background().get(0).pages()).isEqualTo(2);
        assertThat(job.measure().warmupNs()).isEqualTo(10_000);
        assertThat(job.measure().assertions()).extracting(Assertion::bound).containsExactly(200_000.0, 0.01, 2000.0);
        assertThat(job.costs().of(Cost.TDX_EXIT).mean()).isEqualTo(1000);
        assertThat(job.costs().entry("tdx.exit").source()).isEqualTo(CostTable.OF_THE_JOB);
        assertThat(job.costs().entry("tdx.flush").source()).startsWith("Assumption");
    }

    @Test
    void everyCostNamesItsSource() {
        CostTable costs =
                read(GOOD.replaceAll("costs.*", "")).job().orElseThrow().costs();
        for (String key : CostTable.keys()) {
            assertThat(costs.entry(key).source()).as(key).matches("(Assumption|Derived|Measured|Half|What is left).*");
        }
    }

    @Test
    void whatIsWrongComesInTheOrderOfItsPlaces() {
        assertThat(problems("td { vcpus = 0, memroy = 8MiB }\nphases = 3"))
                .containsSubsequence(":1:1: error", ":1:6: error", ":1:17: error", ":2:1: error");
    }

    @Test
    void allThatIsWrongIsSaidAtOnceWithItsPlace() {
        String text = problems(String.join(
                "\n",
                "td { vcpus = 0, memroy = 8MiB }",
                "phases = [",
                "  { do = acept, closed { think = 5 } }",
                "  { do = touch, pages = random, open { rate = fast }, unit = 12KiB }",
                "]",
                "background = [{ do = delslt, every = 0s }]",
                "costs { tdx.exti = 1us, kernel.zap { lognormal { p50 = 9us, p99 = 2us } } }",
                "assert = [\"fault.privat.p99 < 200us\", \"busy.share\"]",
                "modle = kvm-6.19"));
        assertThat(text)
                .contains("x.conf:1:6: error: `td.vcpus` cannot be 0", "hint: it is a number from 1 to 1024")
                .contains("x.conf:1:17: error: no key `td.memroy`", "did you mean `memory`?")
                .contains("error: expected `td.memory`")
                .contains("x.conf:3:5: error: `phases[0].do` cannot be `acept`", "did you mean `accept`?")
                .contains("x.conf:3:", "`phases[0].closed.think` cannot be `5`", "a time has a unit")
                .contains("x.conf:4:", "`phases[1].pages` cannot be `random`", "zipf:0.9")
                .contains("`phases[1].open.rate` cannot be `fast`", "`unit` divides 2MiB")
                .contains("x.conf:6:", "cannot be `delslt`", "did you mean `delslot`?", "`every` cannot be 0")
                .contains("no cost `tdx.exti`", "did you mean `tdx.exit`?", "ends before it begins")
                .contains("no metric `fault.privat.p99`", "did you mean `fault.private.p99`?")
                .contains("`busy.share` is no assertion")
                .contains("x.conf:9:1: error: no key `modle`");
    }

    /** What follows from a wrong value is no second error; what is wrong beside it is. */
    @Test
    void onlyTheRootCauseIsTold() {
        String phases = "phases = [{ do = accept, closed {}, vcpus = 4 }]\n"
                + "background = [{ do = notify, size = 64KiB, every = 1ms }]\n";
        assertThat(problems("td { vcpus = 0, memory = 8MiB }\n" + phases))
                .contains("`td.vcpus` cannot be 0")
                .endsWith("\n1 error\n");
        assertThat(problems("td { vcpus = 4, memory = 3, pool = 64KiB }\n" + phases))
                .contains("`td.memory` cannot be `3`")
                .endsWith("\n1 error\n");
        assertThat(problems("td = 5\n" + phases))
                .contains("`td` is a group in braces")
                .endsWith("\n1 error\n");
        String td = "td { vcpus = 4, memory = 8MiB }\n";
        assertThat(problems(td + "phases = [{ do = touch, closed {}, pages = uniform, for = 3 }]"))
                .contains("`phases[0].for` cannot be `3`")
                .endsWith("\n1 error\n");
        assertThat(problems(td + "phases = [{ do = touch, closed {}, unit = 3KiB }]"))
                .contains("no whole number of pages")
                .endsWith("\n1 error\n");
        assertThat(problems(
                        td + "phases = [{ do = touch, closed {} }]\ncosts.tdx.exit { uniform { min = 2us, max = x } }"))
                .contains("max` cannot be `x`")
                .endsWith("\n1 error\n");
        assertThat(problems(td + "phases = [{ do = touch, closed {}, vcpus = 5, pages = odd }]"))
                .contains("it is a number from 1 to 4", "cannot be `odd`")
                .endsWith("\n2 errors\n");
    }

    /**
     * Whether a phase comes to an end by itself is not known where it is not known what it does, or with which pages.
     */
    @Test
    void aPhaseThatIsNotUnderstoodIsNotSaidToBeEndless() {
        String td = "td { vcpus = 4, memory = 8MiB }\nphases = [{ closed {}, ";
        for (String one : List.of(
                "do = curn",
                "do = touch, pages = randon",
                "do = touch, pages = [uniform]",
                "do = touch, pages = \"zoned:90/10\"",
                "do = accept, pages = 5, for = 1ms",
                "pages = sequential")) {
            assertThat(problems(td + one + " }]")).as(one).endsWith("\n1 error\n");
        }
        for (String two : List.of("do = curn, pages = uniform", "do = churn, pages = randon")) {
            assertThat(problems(td + two + " }]"))
                    .as(two)
                    .contains("expected `phases[0].for`")
                    .endsWith("\n2 errors\n");
        }
        String open = td.replace("closed {}", "open { rate = 5, to = 6k/s }");
        assertThat(problems(open + "do = accept }]")).endsWith("\n1 error\n");
    }

    @Test
    void whatIsTooMuchIsToldTheMost() {
        assertThat(problems(GOOD, "td.memory=65TiB")).contains("cannot be `65TiB`", "at most `64TiB`");
        assertThat(problems(GOOD, "warmup=2000000s")).contains("cannot be `2000000s`", "at most a day");
        assertThat(problems(GOOD, "warmup=1.5ns")).contains("a whole number of nanoseconds");
        assertThat(problems(GOOD.replace("20k/s", "2000M/s"))).contains("cannot be `2000M/s`", "at most `1000M/s`");
        assertThat(problems(GOOD, "td.memory=64")).contains("a size has a unit");
    }

    @Test
    void aSettingWinsAndItsErrorsNameIt() {
        Job job = read(GOOD, "td.vcpus=4", "model=kvm-6.16", "td.vcpus=8").job().orElseThrow();
        assertThat(job.vm().vcpus()).isEqualTo(8);
        assertThat(job.vm().model().id()).isEqualTo("kvm-6.16");
        assertThat(problems(GOOD, "td.vcpus=many")).contains("`td.vcpus` cannot be many (from the command line)");
        assertThat(problems(GOOD, "td.vcpus")).contains("--set td.vcpus sets nothing");
        assertThat(problems(GOOD, "phases.0.for=2ms")).contains("is a list in brackets", "${let.n}");
        assertThat(problems(GOOD, "model=kvm-6.12")).contains("no model `kvm-6.12` for a TD");
        assertThat(problems(GOOD, "model=kvm-6.20"))
                .contains("it is one of `seed-2024`, `kvm-6.16`, `kvm-6.18` or `kvm-6.19`");
        String named = GOOD.replace("for = 1ms", "for = ${let.for}") + "\nlet { for = 1ms }";
        assertThat(read(named, "let.for=3ms")
                        .job()
                        .orElseThrow()
                        .phases()
                        .get(0)
                        .forNs())
                .isEqualTo(3_000_000);
    }

    @Test
    void impossibleSizesAreRefusedWithTheMemoryTheyNeed() {
        assertThat(problems(GOOD, "td.memory=64TiB"))
                .contains("this TD needs about ", " MiB, and the JVM has 1024", "SEAMSTRESS_JAVA_OPTS");
        assertThat(problems(GOOD, "td.memory=66GiB")).as("890 of 1024 MiB").contains("this TD needs about 890 MiB");
        assertThat(read(GOOD, "td.memory=50GiB").job())
                .as("of which a fifth is for others")
                .isPresent();
        assertThat(problems(GOOD, "td.memory=1024TiB")).contains("`td.memory` cannot be `1024TiB`");
        assertThat(problems(GOOD, "td.memory=6KiB")).contains("no whole number of pages");
        assertThat(problems(GOOD, "td.memory=0KiB")).contains("a TD without memory");
        assertThat(problems(GOOD, "td.vcpus=99999")).contains("`td.vcpus` cannot be 99999");
        assertThat(problems(GOOD, "background=[{ do = convert, size = 64KiB, every = 1ms }]"))
                .contains("the pool is too small: conversions need 64KiB");
    }

    @Test
    void howPagesAreChosenAndTasksComeIsSaidInFull() {
        String zoned = GOOD.replace("zipf:0.9", "zoned:90/10:10/90");
        assertThat(read(zoned).job().orElseThrow().phases().get(0).pages().zones())
                .containsExactly(new Phase.Zone(90, 10), new Phase.Zone(10, 90));
        for (String zones : List.of("zoned:90/10", "zoned:90/10:10/80", "zoned:50/50:50", "zoned:")) {
            assertThat(problems(GOOD.replace("zipf:0.9", zones)))
                    .contains("x.conf:4:5: error: `phases[0].pages` has no such zones", "zoned:90/10:10/90");
        }
        String rate = "rate = 20k/s";
        Phase.Shape stairs = new Phase.Shape(4, 0);
        assertThat(read(GOOD.replace(rate, rate + ", to = 40k/s, steps = 4"))
                        .job()
                        .orElseThrow()
                        .phases()
                        .get(0)
                        .pace())
                .isEqualTo(new Phase.Open(20_000, 40_000, stairs, Job.Arrivals.CONSTANT));
        assertThat(problems(GOOD.replace(rate, rate + ", steps = 4")))
                .contains("x.conf:3:61: error: `phases[0].open.steps` wants `to`");
        assertThat(problems(GOOD.replace(rate, rate + ", to = 40k/s, steps = 1")))
                .contains("`phases[0].open.steps` cannot be 1", "a number from 2 to 100");
        assertThat(problems(GOOD.replace(rate, rate + ", to = 40k/s, steps = 2, peak = 10us")))
                .contains("x.conf:3:84: error: the rate goes up in `steps`, or has a `peak`");
        assertThat(problems(GOOD.replace(rate, rate + ", to = 40k/s, peak = 2ms")))
                .contains("x.conf:4:25: error: the peak is longer than the phase");
    }

    @Test
    void memslotsThatAreDeletedAreWithinMemory() {
        String slots =
                "background=[{ do = delslot, size = 5MiB, every = 1ms }, { do = delslot, size = 3MiB, every = 1ms }]";
        Job job = read(GOOD, slots).job().orElseThrow();
        assertThat(Memslots.of(job).first(1)).isEqualTo(1280);
        assertThat(Memslots.of(job).rest()).isEqualTo(2048);
        assertThat(Memslots.of(job).place(1)).isEqualTo(2);
        assertThat(problems(GOOD, slots.replace("3MiB", "4MiB")))
                .contains("x.conf:1:1: error: memslots that are deleted are larger than memory without the pool");
        String many = "{ do = delslot, every = 1ms },".repeat(24);
        assertThat(problems(GOOD, "background=[" + many + "]")).contains("at most 23 memslots that are deleted");
        assertThat(problems(GOOD, "background=[{ do = prefault, size = 9MiB, every = 1ms }]"))
                .contains("`size` is more than the TD has");
        String old = GOOD.replace("do = notify", "do = prefault") + "\nmodel = seed-2024";
        assertThat(problems(old)).contains("x.conf:7:17: error: `seed-2024` cannot prefault");
    }

    @Test
    void severalTdsNeedMemoryEach() {
        assertThat(read(GOOD, "tds=3").job().orElseThrow().vm().tds()).isEqualTo(3);
        assertThat(problems(GOOD + "\ntds = 65")).contains("x.conf:11:1: error: `tds` cannot be 65", "from 1 to 64");
        assertThat(read(GOOD, "td.memory=8GiB").job()).isPresent();
        assertThat(problems(GOOD, "td.memory=8GiB", "tds=64")).contains("these TDs need about ");
    }

    @Test
    void whereHugePagesAreIsSaid() {
        assertThat(read(GOOD).job().orElseThrow().vm().thp()).isEqualTo(Job.Thp.OFF);
        assertThat(read(GOOD, "td.thp=on").job().orElseThrow().vm().thp()).isEqualTo(Job.Thp.ON);
        assertThat(problems(GOOD, "td.thp=2M")).contains("`td.thp` cannot be `2M`", "`off` or `on`");
        for (String key : new String[] {"page", "pages", "page_size"}) {
            assertThat(problems(GOOD.replace("8MiB }", "8MiB, " + key + " = 2M }")))
                    .contains("x.conf:1:")
                    .contains(
                            "`td." + key + "` cannot be chosen", "maps private memory by 4K pages alone", "`thp = on`")
                    .endsWith("\n1 error\n");
        }
    }

    private static JobFile.Read asserted(String assertion) {
        List<String> metrics = List.of("fault.private.p99", assertion.split(" ")[0]);
        String job = "td { vcpus = 2, memory = 8MiB }\nphases = [{ do = accept, closed {} }]\n";
        byte[] text = (job + "assert = [\"" + assertion + "\"]").getBytes(UTF_8);
        return JobFile.read(Path.of("x.conf"), text, List.of(), new JobFile.Limits(1L << 30, metrics));
    }

    @Test
    void whatIsComparedIsOfOneKind() {
        for (String good : List.of(
                "fault.private.p99 < 0",
                "fault.private.part.walk < 3us",
                "run.time < 2s",
                "busy.share < 0.01",
                "lost.kick < 1%",
                "fault.rate > 2k/s",
                "op.accept.rate >= 0",
                "lock.mmu_lock.queue.max < 7",
                "actor.vcpu.busy > 1.5")) {
            assertThat(asserted(good).job()).as(good).isPresent();
        }
        for (String bad : List.of(
                "fault.private.count < 5us, it is a number",
                "fault.private.count < 5%, it is a number",
                "fault.private.p99 < 5, it is a time",
                "fault.private.p99 < 5%, it is a time",
                "busy.share < 1us, it is a share",
                "fault.rate > 2000, it is a rate",
                "fault.rate > 2s, it is a rate")) {
            String[] parts = bad.split(", ");
            String[] words = parts[0].split(" ");
            assertThat(asserted(parts[0]).problems().render())
                    .contains("`" + words[0] + "` cannot be compared with `" + words[2] + "`", "hint: " + parts[1]);
        }
    }

    /** Nobody looks whether anything in {@code let} is of use; what the command line names there is to be. */
    @Test
    void aNameThatTheJobDoesNotHaveIsTold() {
        String named = GOOD.replace("for = 1ms", "for = ${let.for}") + "\nlet { for = 1ms }";
        assertThat(problems(named, "let.four=3ms"))
                .contains("error: nothing in the job is `let.four` (from the command line)", "did you mean `for`?");
        assertThat(problems(GOOD, "let.four=3ms")).contains("nothing in the job is `let.four`");
        assertThat(read(named, "let.four=3ms", "let.for=${let.four}").job()).isPresent();
        assertThat(read(named.replace("let { for", "let { other"), "let.for=1ms")
                        .job())
                .isPresent();
    }

    /** What is wrong with a setting is not said of the file's first line. */
    @Test
    void aSettingThatCannotBeReadIsTold() {
        for (String set : List.of("td.vcpus=", "=3", "include=\"x\"", "td.vcpus=${HOME}", "td={")) {
            assertThat(problems(GOOD, set))
                    .startsWith("conf/load/x.conf: error: --set " + set + " cannot be read: ")
                    .endsWith("hint: write --set td.vcpus=8\n1 error\n");
        }
    }

    @Test
    void timesThatAreNoneAreToldAndNotReadForEver(@TempDir Path directory) throws IOException {
        for (String name : List.of(".", "none", "/dev/zero")) {
            assertThat(problems(GOOD, "costs.tdx.exit={empirical=\"" + name + "\"}"))
                    .as(name)
                    .contains("`" + name + "` cannot be read", "a file beside the job, of at most a million lines");
        }
        Path times = directory.resolve("times.txt");
        Files.writeString(times, "# of what\n12\n\n 7 \n");
        assertThat(read(GOOD, "costs.tdx.exit={empirical=\"" + times + "\"}").job())
                .isPresent();
        Files.writeString(times, "7\n".repeat(1_000_001));
        assertThat(problems(GOOD, "costs.tdx.exit={empirical=\"" + times + "\"}"))
                .contains("is no list of times");
    }

    @Test
    void howATdEndsIsOneOfTwoWords() {
        assertThat(read(GOOD).job().orElseThrow().vm().end()).isEqualTo(Job.End.NONE);
        assertThat(read(GOOD, "destroy=reclaim").job().orElseThrow().vm().end()).isEqualTo(Job.End.RECLAIM);
        assertThat(problems(GOOD + "\ndestroy = life"))
                .contains("x.conf:11:1: error: `destroy` cannot be `life`", "did you mean `live`?");
    }

    @Test
    void whatIsNoJobIsToldSo() {
        assertThat(problems("td {")).contains("x.conf:", "this cannot be read", "hint: a load job is HOCON");
        assertThat(problems("a=".concat("{a=".repeat(40)))).contains("nests deeper than 32 levels");
        assertThat(problems("#".repeat(300_000))).contains("larger than 256 KiB");
        assertThat(problems("")).contains("expected `td.vcpus`");
        byte[] noText = {(byte) 0xc3, 0x28};
        assertThat(JobFile.read(Path.of("x.conf"), noText, List.of(), LIMITS)
                        .problems()
                        .render())
                .contains("no text in UTF-8");
        assertThat(problems(GOOD + "\na = ${nowhere}")).contains("this cannot be read");
    }

    @Test
    void anEndlessPhaseIsRefused() {
        String timed =
                "td { vcpus = 1, memory = 8KiB }\nphases = [{ do = accept, closed {}, for = 1ms }]\nwarmup = 1ms";
        assertThat(problems(timed)).contains("x.conf:3:1: error: nothing is left after `warmup`");
        assertThat(problems(GOOD.replace(", for = 1ms", ""))).contains("such a phase never ends");
    }

    @Test
    void noTextDoesAnythingElse() {
        String letters = "{}[]=:,.\"$#\n 0aT-\\\u00e9";
        int good = 0;
        for (int seed = 0; seed < 400; seed++) {
            Draw draw = Draw.of(seed, 9);
            StringBuilder text = new StringBuilder(GOOD);
            for (int i = 0; i < 1 + seed % 4; i++) {
                int place = (int) draw.below(text.length());
                text.setCharAt(place, letters.charAt((int) draw.below(letters.length())));
            }
            JobFile.Read read = read(text.toString());
            assertThat(read.job().isPresent())
                    .as(text.toString())
                    .isEqualTo(read.problems().isEmpty());
            good += read.job().isPresent() ? 1 : 0;
        }
        assertThat(good).isBetween(1, 300);
    }
}
