package dev.seamstress.world;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.KvmInitials;
import dev.seamstress.core.mmu.Mmu;
import dev.seamstress.core.mmu.Owners;
import dev.seamstress.core.mmu.VcpuMmu;
import dev.seamstress.core.model.Costs;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.core.tdx.ModuleUse;
import dev.seamstress.core.tdx.Residence;
import dev.seamstress.core.tdx.TdParams;
import dev.seamstress.core.tdx.TdxInitials;
import dev.seamstress.core.tdx.TdxMemory;
import dev.seamstress.core.tdx.TdxModule;
import dev.seamstress.core.tdx.TdxSizes;
import dev.seamstress.core.thread.HostThread;
import dev.seamstress.core.thread.Program;
import dev.seamstress.core.thread.Results;
import dev.seamstress.core.thread.Vcpu;
import dev.seamstress.core.vm.VcpuRoots;
import dev.seamstress.core.vm.VcpuWords;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Fact;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.VmSettings;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.VmKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Puts a {@link World} together: the VM's words, the machines, and the first value of each word. */
final class WorldBuilder {
    private final ResolvedScenario scenario;
    private final KernelModel model;
    private final ModuleVariant module;
    private final Footprint footprint;
    private final Attributes attributes;
    private final TdStart start;
    private final ScriptBuilder script;
    private final MemslotPlaces memslots;
    private final List<GfnRange> gfns;
    private final MemoryMap map = new MemoryMap();
    private final List<Machine> machines = new ArrayList<>();
    private final Map<ColumnId, Results> results = new TreeMap<>();
    private final Map<Integer, VcpuWords> vcpus = new TreeMap<>();
    private final List<Integer> served;
    private final int mmuId;
    private final int tdxId;

    WorldBuilder(ResolvedScenario scenario, KernelModel model) {
        this(scenario, model, module(scenario, model));
    }

    /** With another module than the scenario asks for. */
    WorldBuilder(ResolvedScenario scenario, KernelModel model, ModuleVariant module) {
        this(scenario, model, module, new ScriptFootprint(scenario, model));
    }

    private WorldBuilder(ResolvedScenario scenario, KernelModel model, ModuleVariant module, ScriptFootprint script) {
        this(
                scenario,
                model,
                module,
                script.footprint(),
                script.hasConversions() ? Attributes.WRITTEN : Attributes.CONSTANT);
    }

    /** With a footprint that somebody else has found. */
    WorldBuilder(ResolvedScenario scenario, KernelModel model, Footprint footprint, Attributes attributes) {
        this(scenario, model, module(scenario, model), footprint, attributes);
    }

    private static ModuleVariant module(ResolvedScenario scenario, KernelModel model) {
        return model.module()
                .orElseGet(() -> ModuleVariant.find(scenario.vm().module()).orElseThrow());
    }

    private WorldBuilder(
            ResolvedScenario scenario,
            KernelModel model,
            ModuleVariant module,
            Footprint footprint,
            Attributes attributes) {
        this.scenario = scenario;
        this.model = model;
        this.module = module;
        this.footprint = footprint;
        this.attributes = attributes;
        this.start = new TdStart(scenario);
        this.served = new ScriptFootprint(scenario, model).servedVcpus();
        this.memslots = new MemslotPlaces(scenario);
        this.gfns = Stream.concat(scenario.gfns().stream(), memslots.homes().stream())
                .toList();
        this.mmuId = scenario.columns().size();
        this.tdxId = mmuId + 1;
        boolean hasModule = scenario.vm().kind() == VmKind.TDX;
        this.script = new ScriptBuilder(scenario, hasModule ? tdxId + 1 : mmuId + 1, this::machineOf);
    }

    /** Whether some thread can write the memory attributes. */
    enum Attributes {
        WRITTEN,
        CONSTANT
    }

    World build() {
        for (int vcpu : scenario.vm().vcpus()) {
            vcpus.put(vcpu, VcpuWords.add(map));
        }
        Owners owners = new Owners(mmuId, tdxId, vcpuThreads(), lentVcpus(), served, vcpuCount());
        Kvm kvm = new Kvm(map, setup(), owners);
        long rootList = rootList(kvm);
        List<Assembly.Initial> initials = new ArrayList<>(KvmInitials.of(kvm, rootList, start.readyVcpus()));
        served.forEach(vcpu -> addParkedRoots(kvm, vcpu, rootList, initials));
        initials.addAll(start.words(kvm));
        initials.addAll(DestroyOps.initials(scenario, kvm, start, rootList));
        initials.replaceAll(initial -> start.withGeneration(kvm, initial));
        TdxMemory tdxMemory = kvm.type().hasMirror() ? tdxMemory(kvm) : null;
        buildThreads(kvm, rootList, tdxMemory == null ? null : tdxMemory.residence());
        machines.add(new Mmu(mmuId, kvm, rootList));
        TdxInitials tdxInitials = null;
        if (tdxMemory != null) {
            tdxInitials = tdxInitials(tdxMemory);
            machines.add(new TdxModule(tdxId, tdxMemory, td(), module, Costs.DEFAULTS, kvm.hostPages(), use()));
        }
        FirstState first = new FirstState(kvm, tdxInitials, start);
        first.addAll(scenario.start().facts());
        initials.addAll(first.words());
        initials.addAll(KvmInitials.ofLpageInfo(kvm, initials));
        freezeUnwritten(kvm);
        if (script.isNeeded()) {
            machines.add(script.machine());
        }
        Watches watches = script.isNeeded() ? script.watches(map) : Watches.NONE;
        Assembly assembly = new Assembly(machines, map, initials, watches);
        return new World(scenario, model, module, new World.Parts(assembly, kvm, tdxMemory, gfns, results, vcpus));
    }

    /** A vCPU without a column never runs, so nobody kicks it. */
    private List<Kvm.VcpuThread> vcpuThreads() {
        List<Kvm.VcpuThread> threads = new ArrayList<>();
        vcpus.forEach((number, words) -> {
            if (scenario.column(ColumnId.vcpu(number)) != null) {
                threads.add(new Kvm.VcpuThread(number, machineOf(ColumnId.vcpu(number)), words));
            }
        });
        return threads;
    }

    /** Those without a column through which another thread prefaults: nobody else has anything to do with them. */
    private List<Kvm.VcpuThread> lentVcpus() {
        Map<Integer, Kvm.VcpuThread> lent = new TreeMap<>();
        for (ScriptFootprint.Prefaulter prefaulter : new ScriptFootprint(scenario, model).prefaulters()) {
            int vcpu = prefaulter.vcpu();
            if (scenario.column(ColumnId.vcpu(vcpu)) == null) {
                lent.putIfAbsent(vcpu, new Kvm.VcpuThread(vcpu, prefaulter.thread(), vcpus.get(vcpu)));
            }
        }
        lent.values().stream()
                .filter(vcpu -> !footprint.hasKicks() && !served.contains(vcpu.number()))
                .forEach(vcpu -> map.claim(vcpu.words().page(), vcpu.machine()));
        return List.copyOf(lent.values());
    }

    /** Whoever takes the vCPU's mutex first finds the first roots. */
    private void addParkedRoots(Kvm kvm, int vcpu, long rootList, List<Assembly.Initial> initials) {
        boolean isReady = start.isReady(vcpu);
        int direct = isReady ? DestroyOps.held(rootList, kvm.firstDirectRoot()) : RootList.NONE;
        int mirror =
                isReady && kvm.type().hasMirror() ? DestroyOps.held(rootList, kvm.firstMirrorRoot()) : RootList.NONE;
        initials.add(new Assembly.Initial(kvm.vcpuRoots().direct(vcpu), VcpuRoots.parked(direct)));
        initials.add(new Assembly.Initial(kvm.vcpuRoots().mirror(vcpu), VcpuRoots.parked(mirror)));
    }

    /** Reads of what no thread of the scenario writes are no cut points. */
    private void freezeUnwritten(Kvm kvm) {
        if (!footprint.has(Footprint.Can.CHANGE_SLOTS)) {
            kvm.slots().freeze(map);
        }
        if (!footprint.has(Footprint.Can.CHANGE_SLOTS) || !footprint.hasNotifiers()) {
            kvm.words().freezeNotifiers(map);
        }
        if (attributes == Attributes.CONSTANT) {
            kvm.attributes().freeze(map);
        }
        if (!footprint.hasZaps()) {
            kvm.words().freeze(map);
        } else if (footprint.has(Footprint.Can.CHANGE_SLOTS) && !footprint.has(Footprint.Can.INVALIDATE)) {
            kvm.words().freezeInvalidation(map);
        }
    }

    private int vcpuCount() {
        List<Integer> numbers = scenario.vm().vcpus();
        return numbers.get(numbers.size() - 1) + 1;
    }

    private TdxMemory tdxMemory(Kvm kvm) {
        int count = vcpuCount();
        long frames = kvm.tdFrames() + (start.isUnfinished() ? (long) count * Kvm.PAGES_PER_VCPU : 0);
        TdxSizes sizes = new TdxSizes(kvm.tdr() >>> 12, frames, count, tdxId);
        return new TdxMemory(map, tdxId, kvm.tables().shape(), sizes);
    }

    private Kvm.Setup setup() {
        VmType type = switch (scenario.vm().kind()) {
            case TDX -> VmType.TDX_VM;
            case SW_PROTECTED -> VmType.SW_PROTECTED_VM;
            case DEFAULT -> VmType.DEFAULT_VM;
        };
        return new Kvm.Setup(type, model, scenario.vm().td().gpaw(), memslots.all(), gfns, footprint);
    }

    private TdParams td() {
        boolean isVe = scenario.vm().td().veOnPending() == VmSettings.VeOnPending.ENABLED;
        return new TdParams(
                scenario.vm().td().gpaw(), isVe ? TdParams.PendingAccess.RAISES_VE : TdParams.PendingAccess.EXITS);
    }

    private ModuleUse use() {
        boolean isAlone = new ScriptFootprint(scenario, model).hasSeamcallAlone();
        ModuleUse built = footprint.hasZaps() ? ModuleUse.ANY : ModuleUse.WITHOUT_ZAPS;
        ModuleUse use = isAlone ? ModuleUse.LIFE_CYCLE : built;
        ModuleUse.Live live = new ModuleUse.Live(
                scenario.vm().td().zeroStep() == VmSettings.ZeroStep.LIVE,
                scenario.vm().timers() == VmSettings.Timers.ANY);
        return use.with(live)
                .with(scenario.start().injections().stream()
                        .map(asked -> ModuleLeaves.injection(asked, this::machineOf))
                        .toList());
    }

    private boolean hasNoRoot(StateTerm tree) {
        return scenario.start().facts().stream()
                .anyMatch(fact -> fact instanceof Fact.Roots roots && roots.tree() == tree && roots.count() == 0);
    }

    /**
     * Each kind of root exists and is held by each vCPU, unless a fact says otherwise. A TD without a mirror root has
     * no direct one either: no vCPU ever holds a direct root alone. Nor has a VM none of whose vCPUs is ready.
     */
    private long rootList(Kvm kvm) {
        long list = RootList.EMPTY;
        if (start.readyVcpus() == 0) {
            return list;
        }
        if (kvm.type().hasMirror() && hasNoRoot(StateTerm.MIRROR)) {
            return list;
        }
        if (kvm.type().hasMirror()) {
            list = RootList.insert(list, kvm.firstMirrorRoot());
        }
        return hasNoRoot(StateTerm.DIRECT) ? list : RootList.insert(list, kvm.firstDirectRoot());
    }

    private void buildThreads(Kvm kvm, long rootList, Residence residence) {
        int firstOperation = 0;
        RawSeamcalls seamcalls = new RawSeamcalls(kvm);
        ProgramBuilder programs = new ProgramBuilder(script, seamcalls, memslots, scenario.columns());
        for (ColumnScript column : scenario.columns()) {
            int id = machines.size();
            Program program = programs.build(column, firstOperation);
            Results columnResults = Results.add(map, id, program.rows().size());
            results.put(column.id(), columnResults);
            if (column.id().kind() == ColumnKind.P) {
                VcpuMmu mmu = vcpuMmu(kvm, column.id().number(), rootList, id);
                machines.add(new Vcpu(id, kvm, mmu, program, columnResults, residence));
            } else {
                machines.add(new HostThread(id, column.id().name(), kvm, program, columnResults));
            }
            firstOperation += column.operations().size();
        }
    }

    private VcpuMmu vcpuMmu(Kvm kvm, int number, long rootList, int thread) {
        VcpuWords words = vcpus.get(number);
        if (!footprint.hasKicks() && !served.contains(number)) {
            map.claim(words.page(), thread);
        }
        VcpuMmu mmu = new VcpuMmu(kvm, number, words);
        if (start.isReady(number) && !served.contains(number)) {
            mmu.startWith(
                    DestroyOps.held(rootList, kvm.firstDirectRoot()),
                    kvm.type().hasMirror() ? DestroyOps.held(rootList, kvm.firstMirrorRoot()) : RootList.NONE);
        }
        return mmu;
    }

    /**
     * A vCPU is associated with the processor of its thread. Assumed: one that no thread runs, with that of the thread
     * that names it in a raw SEAMCALL, as VP.FLUSH must come from there.
     */
    private TdxInitials tdxInitials(TdxMemory memory) {
        TdxInitials initials = start.module(memory);
        for (int vcpu : scenario.vm().vcpus().stream().filter(start::isReady).toList()) {
            ColumnScript own = scenario.column(ColumnId.vcpu(vcpu));
            int thread = own == null ? new ScriptFootprint(scenario, model).firstToName(vcpu) : machineOf(own.id());
            if (thread >= 0) {
                initials.associated(vcpu, thread);
            }
        }
        addStepping(initials);
        return initials;
    }

    /** The seventh fault, which the module lists, was at what the vCPU's first operation accesses. */
    private void addStepping(TdxInitials initials) {
        for (Fact fact : scenario.start().facts()) {
            if (fact instanceof Fact.ZeroStep stepping) {
                ColumnScript column = scenario.column(ColumnId.vcpu(stepping.vcpu()));
                initials.stepping(stepping.vcpu(), stepping.count(), column == null ? 0 : firstAccess(column));
            }
        }
    }

    private static long firstAccess(ColumnScript column) {
        Action first = column.operations().isEmpty()
                ? null
                : column.operations().get(0).action();
        return first instanceof Action.Access access ? access.gfn().value() : 0;
    }

    private int machineOf(ColumnId column) {
        return scenario.columns().indexOf(scenario.column(column));
    }
}
