package dev.seamstress.world;

import dev.seamstress.core.machine.Blocks;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;
import dev.seamstress.core.tdx.TdxMemory;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.words.ColumnKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the vCPUs of a world that can be exchanged, and what belongs to each.
 *
 * <p>The scenario says which it never names ({@link ColumnScript#symmetry}). What is left here is what the model does
 * with them: where it may treat them in the order of their numbers, or keep a word that names one,
 * {@link SymmetryLimits} says that none is to be had.
 */
final class SymmetryFinder {
    /** Words that are everybody's, and whose values name no vCPU. */
    private static final Set<String> SHARED = new TreeSet<>(List.of(
            "lock.holders",
            "vm.invalidate",
            "gmem.prepared",
            "gmem.poisoned",
            "gmem.file",
            "td.state",
            "td.premapped",
            "td.vcpus", // whoever makes a vCPU names it
            "vm.sept_zap",
            "vm.dead",
            "vm.attributes",
            "vm.slots",
            "vm.notifiers",
            "vcpu.roots", // whoever shares a vCPU names it
            "vm.lpage_info",
            "host.huge",
            "host.backing",
            "mirror.spte",
            "direct.spte",
            "root.words",
            "root.role",
            "root.scheduled",
            "sept",
            "pamt",
            "bepoch",
            "pamt.large",
            "bepoch.large",
            "tdcs",
            "injected",
            "residence"));

    /** Everybody's as well, but each word is a token. */
    private static final String TOKENS = "host.content";

    private final World world;
    private final ResolvedScenario scenario;
    private final MemoryMap map;
    private final Blocks.Builder builder;
    private final Map<Integer, List<ColumnId>> groups = new TreeMap<>();
    private final TreeSet<Integer> packed = new TreeSet<>();

    private SymmetryFinder(World world) {
        this.world = world;
        this.scenario = world.scenario();
        this.map = world.assembly().map();
        this.builder = new Blocks.Builder(
                map, world.assembly().machines().size(), scenario.columns().size());
    }

    static Symmetry of(World world) {
        return new SymmetryFinder(world).find();
    }

    private Symmetry find() {
        for (ColumnScript column : scenario.columns()) {
            if (column.symmetry() >= 0) {
                groups.computeIfAbsent(column.symmetry(), group -> new ArrayList<>())
                        .add(column.id());
            }
        }
        groups.values().removeIf(group -> group.size() < 2);
        if (groups.isEmpty()) {
            return Symmetry.none("no two vCPUs have one script and no name of their own");
        }
        List<ColumnId> members = groups.values().stream().flatMap(List::stream).toList();
        String reason = new SymmetryLimits(scenario, members).reason();
        if (reason == null) {
            members.forEach(this::add);
            reason = unknownWords();
        }
        return reason != null ? Symmetry.none(reason) : Symmetry.of(builder.build(orderers(members)), text());
    }

    private String text() {
        List<String> texts = groups.values().stream()
                .map(group ->
                        String.join(", ", group.stream().map(ColumnId::name).toList()))
                .toList();
        return String.join("; ", texts) + ": interchangeable";
    }

    private ColumnId first(ColumnId member) {
        return groups.get(scenario.column(member).symmetry()).get(0);
    }

    private void add(ColumnId id) {
        ColumnId first = first(id);
        int machine = world.machine(id);
        int block = builder.add(
                new Blocks.Member(machine, id.number(), scenario.column(id).symmetry()));
        builder.page(
                block,
                world.vcpuWords(id.number()).page(),
                world.vcpuWords(first.number()).page());
        List<Integer> own = ownedPages(machine);
        List<Integer> theirs = ownedPages(world.machine(first));
        for (int i = 0; i < own.size(); i++) {
            builder.page(block, own.get(i), theirs.get(i));
        }
        world.tdxMemory().ifPresent(tdx -> addModuleWords(tdx, block, id, first));
    }

    private List<Integer> ownedPages(int machine) {
        List<Integer> pages = new ArrayList<>();
        for (int page = 0; page < map.pages(); page++) {
            WordClass words = map.classOf(MemoryMap.word(page, 0));
            if (words.rule() == WordClass.Rule.OWNER && words.guard() == machine) {
                pages.add(page);
            }
        }
        return pages;
    }

    private void addModuleWords(TdxMemory tdx, int block, ColumnId id, ColumnId first) {
        addPacked(block, tdx.firstOfVcpu(id.number()), TdxMemory.TDVPS_WORDS, tdx.firstOfVcpu(first.number()));
        int lp = world.machine(id);
        addPacked(block, tdx.firstOfLp(lp), TdxMemory.CALL_WORDS, tdx.firstOfLp(world.machine(first)));
    }

    private void addPacked(int block, long word, int count, long name) {
        builder.words(block, word, count, name);
        packed.add(MemoryMap.page(word));
        packed.add(MemoryMap.page(word + count - 1));
    }

    /** A page of a kind that nothing is known of here may name a vCPU. */
    private String unknownWords() {
        TreeSet<Integer> vcpuPages = new TreeSet<>();
        scenario.vm()
                .vcpus()
                .forEach(vcpu -> vcpuPages.add(world.vcpuWords(vcpu).page()));
        for (int page = 0; page < map.pages(); page++) {
            WordClass words = map.classOf(MemoryMap.word(page, 0));
            boolean isThreads = words.rule() == WordClass.Rule.OWNER
                    && words.guard() < scenario.columns().size();
            if (words.name().equals(TOKENS)) {
                builder.tokens(page);
            } else if (!isThreads
                    && !packed.contains(page)
                    && !vcpuPages.contains(page)
                    && !SHARED.contains(words.name())) {
                return "whose the words " + words.name() + " are is not known";
            }
        }
        return null;
    }

    /** The ends of the columns that may kick all vCPUs, which KVM does in the order of their numbers. */
    private List<Long> orderers(List<ColumnId> members) {
        return scenario.columns().stream()
                .filter(column -> !members.contains(column.id()))
                .filter(column -> column.id().kind() != ColumnKind.P || SymmetryLimits.converts(column))
                .map(column -> world.results(column.id()).end())
                .toList();
    }
}
