package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.tdx.PamtType;
import dev.seamstress.core.tdx.TdxView;
import dev.seamstress.core.thread.Vcpu;
import dev.seamstress.core.vm.VcpuRoots;
import dev.seamstress.engine.Engine;
import dev.seamstress.explore.PlainSearch;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.ColumnState;
import dev.seamstress.scenario.words.Verdict;
import dev.seamstress.sched.RandomWalk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: whatever the schedule, at the end everything that was taken is given back, and the trees agree. Method: the
 * final states of files and generated scenarios, all of them where the search is short.
 */
@Tag("once")
class EndsTest {
    private static final int STATES_MAX = 3_000;

    private static List<Scene> scenes() {
        List<Scene> scenes = new ArrayList<>(Scene.ofFiles());
        scenes.addAll(MoreScenes.all());
        for (int i = 0; i < 90; i++) {
            scenes.add(ScenarioGenerator.scene(100 + i / 3, i % 3));
        }
        return scenes;
    }

    @Test
    void nothingIsLeftOver() {
        int exhausted = 0;
        for (Scene scene : scenes()) {
            Verdict expected = scene.target().expected();
            boolean isBroken = expected == Verdict.DEADLOCK || expected == Verdict.REFUTED;
            if (isBroken || scene.scenario().hasSeamcall()) {
                continue; // behind KVM's back the mirror knows nothing of what the module has
            }
            World world = scene.world();
            PlainSearch.Result result = new PlainSearch(
                            world.assembly(), (engine, isFinal) -> isFinal ? leftOver(world, engine) : null, STATES_MAX)
                    .search();
            assertThat(result.offence()).as("%s", scene).isEmpty();
            exhausted += result.isExhausted() ? 1 : 0;
        }
        assertThat(exhausted).as("scenarios searched to their end").isGreaterThan(50);
    }

    /** A violation in the shared half is an exit too, and no call of the module tells of it. */
    @Test
    void anExitFromSharedMemoryTakesTheVcpuOutOfTheGuest() {
        Scene scene = Scene.of("shared-exits", """
                TDX shared-exits { slot 1 = 0x100+8 gmem; x = 0x100; attr(x) = shared; attr(x[1]) = shared; }
                 P0                           | P1              ;
                 repeat 3 { write x shared }  | fault x shared  ;
                 read x[1] shared             | write 0x900 shared => mmio ;
                """);
        for (long seed = 0; seed < 50; seed++) {
            World world = scene.world();
            Engine engine = new Engine(world.assembly(), false);
            engine.run(new RandomWalk(seed), 10_000);
            assertThat(engine.crash()).isEmpty();
            assertThat(leftOver(world, engine)).as("seed %d", seed).isNull();
        }
    }

    /** What is wrong with a final state, or null. */
    private static String leftOver(World world, Engine engine) {
        for (ColumnScript column : world.scenario().columns()) {
            if (world.view(engine.memory()).column(column.id()) == ColumnState.RUNNING) {
                return column.id().name() + " is neither done nor stopped";
            }
        }
        if (engine.peek(world.kvm().mmuLock().word()) != 0) {
            return "mmu_lock is held";
        }
        String trees = treesLeftOver(world, engine);
        String roots = trees == null ? rootsLeftOver(world, engine) : trees;
        return roots == null && world.tdxMemory().isPresent() ? moduleLeftOver(world, engine) : roots;
    }

    /** V05 and V08. */
    private static String treesLeftOver(World world, Engine engine) {
        long list = engine.peek(world.kvm().roots().list());
        for (int place = 0; place < RootList.size(list); place++) {
            int root = RootList.at(list, place);
            if (Role.isInvalid(engine.peek(world.kvm().roots().role(root)))) {
                continue; // tables that were taken out of it stay FROZEN, and nobody reads them
            }
            for (int table = 0; table < world.kvm().tables().shape().tables(); table++) {
                for (int index = 0; index < MemoryMap.WORDS_PER_PAGE; index++) {
                    long word = MemoryMap.word(world.kvm().tables().page(root, table), index);
                    if (Spte.isFrozen(engine.peek(word))) {
                        return "an entry of root " + root + " is FROZEN";
                    }
                }
            }
        }
        WorldView view = world.view(engine.memory());
        for (var range : view.gfns()) {
            for (long gfn = range.start().value(); range.contains(gfn); gfn++) {
                if (world.tdxMemory().isPresent() && !view.isMirrored(gfn)) {
                    return "mirror and Secure EPT differ at 0x" + Long.toHexString(gfn);
                }
            }
        }
        return null;
    }

    /**
     * V18: a valid root on the list has a reference of the list's own, and each has one for each vCPU that points to
     * it.
     */
    private static String rootsLeftOver(World world, Engine engine) {
        long list = engine.peek(world.kvm().roots().list());
        for (int i = 0; i < RootList.size(list); i++) {
            int root = RootList.at(list, i);
            boolean isInvalid = Role.isInvalid(engine.peek(world.kvm().roots().role(root)));
            long expected = (isInvalid ? 0 : 1L) + world.scenario().vm().vcpus().size() - neverLoaded(world);
            for (Vcpu vcpu : vcpus(world, engine)) {
                boolean isHeld = vcpu.mmu().root() == root || vcpu.mmu().mirrorRoot() == root;
                expected -= isHeld || isServed(world, vcpu.mmu().number()) ? 0 : 1;
            }
            VcpuRoots parked = world.kvm().vcpuRoots();
            for (int vcpu : parked.vcpus()) {
                boolean isHeld = VcpuRoots.root(engine.peek(parked.direct(vcpu))) == root
                        || VcpuRoots.root(engine.peek(parked.mirror(vcpu))) == root;
                expected -= isHeld ? 0 : 1;
            }
            long found = engine.peek(world.kvm().roots().references(root));
            if (found != expected) {
                return "root " + root + " has " + found + " references, not " + expected;
            }
        }
        return null;
    }

    /** True if others than its own thread use the vCPU: at the end its pointers to roots are with its mutex. */
    private static boolean isServed(World world, int vcpu) {
        return world.kvm().vcpuRoots().has(vcpu);
    }

    /** VCPUs that no thread runs and that were not ready at the start: nobody loads roots for them. */
    private static long neverLoaded(World world) {
        return world.scenario().vm().vcpus().stream()
                .filter(vcpu -> world.scenario().column(ColumnId.vcpu(vcpu)) == null && !isServed(world, vcpu))
                .filter(vcpu -> world.assembly().initials().stream()
                        .anyMatch(first -> first.word() == world.kvm().td().vcpu(vcpu) && first.value() != 0))
                .count();
    }

    private static List<Vcpu> vcpus(World world, Engine engine) {
        return world.scenario().columns().stream()
                .filter(column -> column.id().kind() == ColumnKind.P)
                .map(column -> (Vcpu) engine.machine(world.machine(column.id())))
                .toList();
    }

    /** I4, I10 and I18. */
    private static String moduleLeftOver(World world, Engine engine) {
        TdxView view = new TdxView(engine.memory(), world.tdxMemory().orElseThrow());
        if (!view.isAtRest()) {
            return "the module is in a call, or holds a lock";
        }
        long inGuest = vcpus(world, engine).stream().filter(Vcpu::isInGuest).count();
        if (view.refcount(0) + view.refcount(1) != inGuest || view.tdrHolders() != inGuest) {
            return inGuest + " vCPUs are in the guest, and " + view.tdrHolders() + " hold the TDR";
        }
        long tdr = world.kvm().tdr() >>> 12;
        long owned = 0;
        long end = tdr + world.tdxMemory().orElseThrow().sizes().frames();
        for (long pfn = tdr + 1; pfn < end; pfn++) {
            owned += view.pamtType(pfn) == PamtType.NDA ? 0 : 1;
        }
        return owned == view.childCount() ? null : "CHLDCNT is " + view.childCount() + ", not " + owned;
    }
}
