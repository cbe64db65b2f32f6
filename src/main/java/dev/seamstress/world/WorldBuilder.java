package dev.seamstress.world;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.Mmu;
import dev.seamstress.core.mmu.VcpuMmu;
import dev.seamstress.core.model.Costs;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.core.tdx.ModuleUse;
import dev.seamstress.core.tdx.OpState;
import dev.seamstress.core.tdx.Residence;
import dev.seamstress.core.tdx.TdParams;
import dev.seamstress.core.tdx.TdxInitials;
import dev.seamstress.core.tdx.TdxMemory;
import dev.seamstress.core.tdx.TdxModule;
import dev.seamstress.core.tdx.TdxSizes;
import dev.seamstress.core.thread.Program;
import dev.seamstress.core.thread.Results;
import dev.seamstress.core.thread.Vcpu;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.VcpuWords;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Fact;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.VmSettings;
import dev.seamstress.scenario.words.SlotFlag;
import dev.seamstress.scenario.words.StateTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts a {@link World} together: the VM's words, the machines, and the first value of each word. */
final class WorldBuilder {
    private final ResolvedScenario scenario;
    private final KernelVariant model;
    private final ModuleVariant module;
    private final List<GfnRange> gfns;
    private final MemoryMap map = new MemoryMap();
    private final List<Machine> machines = new ArrayList<>();
    private final Map<ColumnId, Results> results = new TreeMap<>();
    private final Map<Integer, VcpuWords> vcpus = new TreeMap<>();
    private final int mmuId;
    private final int tdxId;

    WorldBuilder(ResolvedScenario scenario, KernelVariant model) {
        this.scenario = scenario;
        this.model = model;
        this.module = ModuleVariant.find(scenario.vm().module()).orElseThrow();
        this.gfns = scenario.gfns();
        this.mmuId = scenario.columns().size();
        this.tdxId = mmuId + 1;
    }

    World build() {
        Kvm kvm = new Kvm(map, setup(), new Kvm.Owners(mmuId, tdxId));
        long rootList = rootList(kvm);
        int holders = scenario.vm().vcpus().size();
        List<Assembly.Initial> initials = new ArrayList<>(kvm.initials(rootList, holders));
        TdxMemory tdxMemory = kvm.type().hasMirror() ? tdxMemory(kvm) : null;
        buildVcpus(kvm, rootList, tdxMemory == null ? null : tdxMemory.residence());
        machines.add(new Mmu(mmuId, kvm, rootList));
        TdxInitials tdxInitials = null;
        if (tdxMemory != null) {
            tdxInitials = tdxInitials(tdxMemory);
            // No operation that is built yet zaps.
            ModuleUse use = ModuleUse.WITHOUT_ZAPS;
            machines.add(new TdxModule(tdxId, tdxMemory, td(), module, Costs.DEFAULTS, kvm.hostPages(), use));
        }
        FirstState first = new FirstState(kvm, tdxInitials);
        scenario.start().facts().forEach(first::add);
        initials.addAll(first.words());
        // Nothing that is built yet converts memory, changes slots, or invalidates.
        kvm.freezeUnwritten(map);
        Assembly assembly = new Assembly(machines, map, initials);
        return new World(scenario, model, module, new World.Parts(assembly, kvm, tdxMemory, gfns, results, vcpus));
    }

    private TdxMemory tdxMemory(Kvm kvm) {
        List<Integer> numbers = scenario.vm().vcpus();
        int count = numbers.get(numbers.size() - 1) + 1;
        TdxSizes sizes = new TdxSizes(kvm.tdr() >>> 12, kvm.tdFrames(), count, tdxId);
        return new TdxMemory(map, tdxId, kvm.tables().shape(), sizes);
    }

    private Kvm.Setup setup() {
        VmType type = switch (scenario.vm().kind()) {
            case TDX -> VmType.TDX_VM;
            case SW_PROTECTED -> VmType.SW_PROTECTED_VM;
            case DEFAULT -> VmType.DEFAULT_VM;
        };
        List<Slot> slots = new ArrayList<>();
        for (dev.seamstress.scenario.plan.Slot slot : scenario.start().slots()) {
            slots.add(new Slot(slot.id(), slot.range(), slot.has(SlotFlag.GMEM), slot.has(SlotFlag.READONLY)));
        }
        return new Kvm.Setup(type, model, scenario.vm().td().gpaw(), slots, gfns);
    }

    private TdParams td() {
        boolean isVe = scenario.vm().td().veOnPending() == VmSettings.VeOnPending.ENABLED;
        return new TdParams(
                scenario.vm().td().gpaw(), isVe ? TdParams.PendingAccess.RAISES_VE : TdParams.PendingAccess.EXITS);
    }

    private boolean hasNoRoot(StateTerm tree) {
        return scenario.start().facts().stream()
                .anyMatch(fact -> fact instanceof Fact.Roots roots && roots.tree() == tree && roots.count() == 0);
    }

    /**
     * Each kind of root exists and is held by each vCPU, unless a fact says otherwise. A TD without a mirror root has
     * no direct one either: no vCPU ever holds a direct root alone.
     */
    private long rootList(Kvm kvm) {
        long list = RootList.EMPTY;
        if (kvm.type().hasMirror() && hasNoRoot(StateTerm.MIRROR)) {
            return list;
        }
        if (kvm.type().hasMirror()) {
            list = RootList.insert(list, kvm.firstMirrorRoot());
        }
        return hasNoRoot(StateTerm.DIRECT) ? list : RootList.insert(list, kvm.firstDirectRoot());
    }

    private void buildVcpus(Kvm kvm, long rootList, Residence residence) {
        int firstOperation = 0;
        for (int vcpu : scenario.vm().vcpus()) {
            vcpus.put(vcpu, VcpuWords.add(map));
        }
        for (ColumnScript column : scenario.columns()) {
            int id = machines.size();
            VcpuWords words = vcpus.get(column.id().number());
            // No operation that is built yet kicks, requests or waits for another vCPU.
            map.claim(words.page(), id);
            VcpuMmu mmu = new VcpuMmu(kvm, column.id().number(), words);
            mmu.startWith(
                    held(rootList, kvm.firstDirectRoot()),
                    kvm.type().hasMirror() ? held(rootList, kvm.firstMirrorRoot()) : RootList.NONE);
            Program program = ProgramBuilder.build(column, firstOperation);
            Results columnResults = Results.add(map, id, program.rows().size());
            results.put(column.id(), columnResults);
            machines.add(new Vcpu(id, kvm, mmu, program, columnResults, residence));
            firstOperation += column.operations().size();
        }
    }

    private static int held(long rootList, int root) {
        return RootList.contains(rootList, root) ? root : RootList.NONE;
    }

    private TdxInitials tdxInitials(TdxMemory memory) {
        TdxInitials initials = new TdxInitials(memory, OpState.RUNNABLE);
        for (ColumnScript column : scenario.columns()) {
            initials.associated(column.id().number(), machineOf(column.id()));
        }
        return initials;
    }

    private int machineOf(ColumnId column) {
        return scenario.columns().indexOf(scenario.column(column));
    }
}
