package dev.seamstress.load.job;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.scenario.problem.Near;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes a {@link Job} of a file's groups. The group {@code let} is for the job to refer to, and is not read here. */
final class JobReader {
    /** The module keeps counts of vCPUs in 16 bits, and no machine that runs TDs has more processors. */
    private static final int VCPUS_MAX = 1024;

    private static final int REPLICATIONS_MAX = 1000;

    /** The keys of a machine are less. */
    private static final int TDS_MAX = 64;

    private final Path file;
    private final Findings findings;
    private final JobFile.Limits limits;
    private boolean isSizeKnown;

    JobReader(Path file, Findings findings, JobFile.Limits limits) {
        this.file = file;
        this.findings = findings;
        this.limits = limits;
    }

    Job job(Group root) {
        String about = root.text("about", "");
        root.has("let");
        Job.Vm vm = vm(root);
        CostTable costs = new CostReader(file, findings).costs(root.group("costs"));
        List<Phase> phases = phases(root, vm);
        List<Job.Background> background = background(root, vm);
        int replications = (int) root.count("replications", 1, REPLICATIONS_MAX, 5);
        Warmup warmup = warmup(root, phases);
        Job.Measure measure = new Job.Measure(about, warmup, replications, assertions(root));
        root.noMore();
        Job job = new Job(name(), vm, phases, background, measure, costs);
        requirePool(root, job);
        requireSlots(root, job);
        requireMemory(root, job);
        return job;
    }

    private Warmup warmup(Group root, List<Phase> phases) {
        if (root.text("warmup", "").equals(Warmup.AUTO)) {
            return new Warmup(0, Warmup.Origin.WANTED);
        }
        long warmup = root.time("warmup", 0);
        boolean isEndKnown = phases.stream().allMatch(phase -> phase.forNs() > 0);
        if (warmup > 0 && isEndKnown && phases.stream().mapToLong(Phase::forNs).sum() <= warmup) {
            findings.wrong(
                    root.object().get("warmup"), "warmup", "nothing is left after `warmup`", "phases are shorter");
        }
        return new Warmup(warmup, Warmup.Origin.GIVEN);
    }

    private String name() {
        return file.getFileName().toString().replaceFirst("\\.conf$", "");
    }

    private Job.Vm vm(Group root) {
        List<String> models = Arrays.stream(KernelVariant.values())
                .filter(variant -> variant.isOffered() && variant != KernelVariant.values()[0])
                .map(KernelVariant::id)
                .toList();
        String model = root.text("model", KernelVariant.NEWEST.id());
        if (!models.contains(model)) {
            findings.wrong(
                    root.object().get("model"),
                    "model",
                    "no model `" + model + "` for a TD",
                    "it is one of " + Near.list(models, "or"));
        }
        Group td = root.group("td");
        int vcpus = (int) td.count("vcpus", 1, VCPUS_MAX, -1);
        long pages = td.pages("memory", -1);
        long pool = td.pages("pool", 0);
        Job.ZeroStep zeroStep = td.word("zerostep", Job.ZeroStep.values(), Job.ZeroStep.OFF);
        Job.Thp thp = td.word("thp", Job.Thp.values(), Job.Thp.OFF);
        pageSize(td);
        td.noMore();
        isSizeKnown = !td.isBroken("memory", "pool", "vcpus");
        if (pages <= pool && !td.isBroken("memory", "pool")) {
            td.wrong(
                    "memory",
                    pool == 0 ? "a TD without memory" : "nothing is left of `td.memory` beside `td.pool`",
                    Quantity.SIZES);
        }
        KernelVariant variant = models.contains(model) ? KernelVariant.named(model) : KernelVariant.NEWEST;
        Job.End end = root.word("destroy", Job.End.values(), Job.End.NONE);
        int tds = (int) root.count("tds", 1, TDS_MAX, 1);
        int taken = td.isBroken("vcpus") ? VCPUS_MAX : vcpus;
        return new Job.Vm(variant, taken, pages, pool, zeroStep, thp, end, tds);
    }

    /** Whoever knows other tools says how large pages are; none of the kernels lets anybody choose. */
    private void pageSize(Group td) {
        for (String key : List.of("page", "pages", "page_size")) {
            if (td.object().containsKey(key) && td.has(key)) {
                td.wrong(
                        key,
                        "`td." + key
                                + "` cannot be chosen: each of these kernels maps private memory by 4K pages alone",
                        "with `thp = on` the host backs shared memory by 2M pages");
            }
        }
    }

    private List<Phase> phases(Group root, Job.Vm vm) {
        List<Phase> phases = new ArrayList<>();
        for (Group group : root.groups("phases")) {
            phases.add(new PhaseReader(file, findings, vm).phase(group));
        }
        ConfigValue given = root.object().get("phases");
        if (given == null || given instanceof ConfigList list && list.isEmpty()) {
            findings.whole("expected `phases`", "a job does something: phases = [ { closed {}, do = accept } ]");
        }
        return phases;
    }

    private List<Job.Background> background(Group root, Job.Vm vm) {
        List<Job.Background> all = new ArrayList<>();
        for (Group group : root.groups("background")) {
            Job.Background.Kind kind = group.word("do", Job.Background.Kind.values(), null);
            long size = group.pages("size", 1);
            long every = group.time("every", -1);
            Job.Arrivals arrivals = group.word("arrivals", Job.Arrivals.values(), Job.Arrivals.CONSTANT);
            group.noMore();
            if (kind == Job.Background.Kind.PREFAULT && !vm.model().has(KernelSwitch.PREFAULT_IOCTL)) {
                String message = "`" + vm.model().id() + "` cannot prefault";
                findings.wrong(group.object().get("do"), "do", message, "it has no KVM_PRE_FAULT_MEMORY");
            }
            if (every == 0 && group.object().containsKey("every")) {
                findings.wrong(group.object().get("every"), "every", "`every` cannot be 0", Quantity.TIMES);
            }
            if (size > Math.max(1, vm.pages()) && isSizeKnown) {
                group.wrong("size", "`size` is more than the TD has", null);
            }
            all.add(new Job.Background(kind, Math.max(1, size), Math.max(1, every), arrivals));
        }
        return all;
    }

    private List<Assertion> assertions(Group root) {
        List<Assertion> all = new ArrayList<>();
        for (ConfigValue value : root.list("assert")) {
            boolean isText = value.valueType() == ConfigValueType.STRING;
            Assertion read = isText ? AssertionReader.read(value, limits.metrics(), findings) : null;
            if (read != null) {
                all.add(read);
            } else if (!isText) {
                findings.wrong(value, "assert", "an assertion is a text", AssertionReader.EXAMPLE);
            }
        }
        return all;
    }

    /** Whoever converts memory has a part of the pool to itself. */
    private void requirePool(Group root, Job job) {
        if (!findings.isEmpty()) {
            return;
        }
        long need = Pool.of(job).needed();
        if (need > job.vm().poolPages()) {
            findings.missing(
                    root.group("td").object(),
                    "td",
                    "the pool is too small: conversions need " + need * 4 + "KiB",
                    "set `td.pool`; each vCPU that churns has a unit of its own, and each background its size");
        }
    }

    /** What is deleted is memory that phases touch, and KVM publishes few memslots at once here. */
    private void requireSlots(Group root, Job job) {
        if (!findings.isEmpty()) {
            return;
        }
        int slots = Memslots.of(job).place(job.background().size());
        if (slots > Slots.PER_WORD) {
            findings.missing(
                    root.group("td").object(),
                    "background",
                    "a TD has at most " + (Slots.PER_WORD - 1) + " memslots that are deleted",
                    "each `do = delslot` has one of its own");
        }
        if (Memslots.of(job).rest() > job.vm().mainPages()) {
            findings.missing(
                    root.group("td").object(),
                    "td",
                    "memslots that are deleted are larger than memory without the pool",
                    "take less `size`, or more `td.memory`");
        }
    }

    private void requireMemory(Group root, Job job) {
        long need = MemoryNeed.bytes(job);
        String who = job.vm().tds() == 1 ? "this TD needs" : "these TDs need";
        if (isSizeKnown && need > MemoryNeed.usable(limits.heapBytes())) {
            findings.missing(
                    root.group("td").object(),
                    "td",
                    who + " about " + mib(need) + " MiB, and the JVM has " + mib(limits.heapBytes()),
                    "take less `td.memory`, `td.vcpus` or `tds`, or give more:"
                            + " SEAMSTRESS_JAVA_OPTS='-XX:+UseSerialGC -Xmx" + mib(need / 7 * 10) + "m'");
        }
    }

    private static long mib(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
