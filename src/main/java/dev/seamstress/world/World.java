package dev.seamstress.world;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.core.tdx.TdxMemory;
import dev.seamstress.core.thread.Results;
import dev.seamstress.core.vm.VcpuWords;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ResolvedScenario;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A scenario under one kernel, planted bugs included, and one module, ready to run: its machines in their first state,
 * and where everything is.
 *
 * <p>Shape: machine ids are the columns in the order of the scenario, then the MMU, then the TDX module if there is
 * one, then the script's counter if some column waits. A world serves one run at a time, as its machines hold state.
 */
public final class World {
    private final ResolvedScenario scenario;
    private final KernelModel model;
    private final ModuleVariant module;
    private final Parts parts;

    World(ResolvedScenario scenario, KernelModel model, ModuleVariant module, Parts parts) {
        this.scenario = scenario;
        this.model = model;
        this.module = module;
        this.parts = parts;
    }

    /** What the builder has put together. {@code results} and {@code vcpus} in ascending order of their keys. */
    record Parts(
            Assembly assembly,
            Kvm kvm,
            TdxMemory tdx,
            List<GfnRange> gfns,
            Map<ColumnId, Results> results,
            Map<Integer, VcpuWords> vcpus) {}

    /**
     * Builds a scenario's world under {@code model}; the module is the scenario's.
     *
     * <p>Requires: {@code model} has the mutations of the file, if the file plants any: a target of the scenario has.
     *
     * <p>Errors: {@link NotModelledException} names what this version cannot run.
     */
    public static World of(ResolvedScenario scenario, KernelModel model) throws NotModelledException {
        List<String> missing = Unmodelled.in(scenario, model);
        if (!missing.isEmpty()) {
            throw new NotModelledException(missing);
        }
        return new WorldBuilder(scenario, model).build();
    }

    /** Another world of a scenario that {@link #of} has built before. */
    public static World again(ResolvedScenario scenario, KernelModel model) {
        return new WorldBuilder(scenario, model).build();
    }

    public ResolvedScenario scenario() {
        return scenario;
    }

    public KernelModel model() {
        return model;
    }

    public ModuleVariant module() {
        return module;
    }

    /** What a driver runs. */
    public Assembly assembly() {
        return parts.assembly();
    }

    /** A view through the memory of the driver that runs it, one that never takes steps back. */
    public WorldView view(SharedMemory memory) {
        return view(memory, assembly().machines()::get);
    }

    /**
     * A view through the memory of the driver that runs it; {@code machines} gives a machine by its id, as it is now.
     */
    public WorldView view(SharedMemory memory, IntFunction<Machine> machines) {
        return new MemoryView(this, memory, machines);
    }

    /** The id of the machine that is the column's thread. */
    public int machine(ColumnId column) {
        for (int i = 0; i < scenario.columns().size(); i++) {
            if (scenario.columns().get(i).id().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no column " + column);
    }

    /** The VM: where its words are. */
    public Kvm kvm() {
        return parts.kvm();
    }

    /** Where the TDX module keeps its state; empty for a VM without a mirror. */
    public Optional<TdxMemory> tdxMemory() {
        return Optional.ofNullable(parts.tdx());
    }

    /** The gfns that the scenario can touch. */
    public List<GfnRange> gfns() {
        return parts.gfns();
    }

    /** Which vCPUs nobody can tell apart. */
    public Symmetry symmetry() {
        return SymmetryFinder.of(this);
    }

    Results results(ColumnId column) {
        return parts.results().get(column);
    }

    VcpuWords vcpuWords(int vcpu) {
        return parts.vcpus().get(vcpu);
    }
}
