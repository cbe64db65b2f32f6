package dev.seamstress.world;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Fact;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.VmSettings;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.OnFault;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.Verb;
import dev.seamstress.scenario.words.VmKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What the threads of a scenario can do at all, told from its text.
 *
 * <p>It may promise too much: that costs states. If it promised too little, a driver would fail at the first access
 * that it did not foresee.
 */
final class ScriptFootprint {
    private static final long MANY = 1 << 20;

    private final ResolvedScenario scenario;
    private final KernelModel model;
    private final List<List<Action>> threads = new ArrayList<>();

    ScriptFootprint(ResolvedScenario scenario, KernelModel model) {
        this.scenario = scenario;
        this.model = model;
        for (ColumnScript column : scenario.columns()) {
            List<Action> actions = new ArrayList<>();
            for (Operation operation : column.operations()) {
                flatten(operation.action(), actions);
            }
            threads.add(actions);
        }
    }

    private static void flatten(Action action, List<Action> into) {
        if (action instanceof Action.Repeat repeat) {
            repeat.actions().forEach(inner -> flatten(inner, into));
        } else if (action instanceof Action.Loop loop) {
            loop.actions().forEach(inner -> flatten(inner, into));
        } else {
            into.add(action);
        }
    }

    /** As the kernel's functions want to know it. */
    Footprint footprint() {
        boolean hasKicks = hasConversions()
                || hasNotifiers()
                || hasSlotChanges()
                || zapsAll() > 0
                || hasAny(this::isGmemZap)
                || hasAny(this::isGfnZap)
                || hasAny(ScriptFootprint::isPoke)
                || canDieBesideOthers();
        TdStart start = new TdStart(scenario);
        Footprint footprint = with(hasZaps(), Footprint.Can.ZAP, Footprint.FAULTS_ONLY);
        footprint = with(hasKicks, Footprint.Can.KICK, footprint);
        footprint = with(hasAny(Verb.SIGNAL), Footprint.Can.SIGNAL, footprint);
        footprint = with(new Deaths(scenario, model).areOutlived(), Footprint.Can.OUTLIVE_VM, footprint);
        footprint = with(hasNotifiers(), Footprint.Can.NOTIFY, footprint);
        footprint = with(hasAny(Verb.POPULATE, Verb.INITMEM), Footprint.Can.POPULATE, footprint);
        boolean givesUpEarly = start.isInitialized() && scenario.hasSeamcall();
        footprint = with(givesUpEarly, Footprint.Can.GIVE_UP_EARLY, footprint);
        footprint = with(hasAny(Verb.POISON), Footprint.Can.POISON, footprint);
        footprint = with(hasAny(this::isClose), Footprint.Can.CLOSE_GMEM, footprint);
        footprint = with(sharesGmemFile(), Footprint.Can.SHARE_GMEM_FILE, footprint);
        footprint = with(followsBindings(), Footprint.Can.FOLLOW_BINDINGS, footprint);
        footprint = with(hasDestroy(), Footprint.Can.DESTROY, footprint);
        footprint = with(hasAny(Verb.FINALIZE), Footprint.Can.FINALIZE, footprint);
        footprint = with(hasAny(Verb.VCPUCREATE, Verb.VCPUINIT), Footprint.Can.MAKE_VCPUS, footprint);
        footprint = with(start.isUnfinished(), Footprint.Can.BUILD, footprint);
        footprint = with(zapsAll() > 0, Footprint.Can.INVALIDATE_ROOTS, footprint);
        footprint = threads(this::writesMmuLock) > 1 ? footprint.with(KernelLock.MMU_LOCK) : footprint;
        footprint = with(hasSlotChanges(), Footprint.Can.CHANGE_SLOTS, footprint);
        footprint = with(hasGenerations(), Footprint.Can.COUNT_GENERATIONS, footprint);
        boolean isEndless = hasGenerations() && MemslotLoops.isEndless(scenario);
        footprint = with(isEndless, Footprint.Can.COMPARE_GENERATIONS, footprint);
        boolean isInvalidating = hasSlotChanges()
                && (hasConversions() || hasNotifiers() || hasAny(this::isGmemZap) || hasAny(this::isGfnZap));
        footprint = with(isInvalidating, Footprint.Can.INVALIDATE, footprint);
        footprint = with(isStepFiltered(), Footprint.Can.STEP, footprint);
        boolean areTimersLive = scenario.vm().timers() == VmSettings.Timers.ANY;
        footprint = with(areTimersLive && hasZaps(), Footprint.Can.RESCHEDULE, footprint);
        return LockUse.contended(locks(), footprint);
    }

    /** True if somebody ends the VM. */
    boolean hasDestroy() {
        return hasAny(DestroyOps::isOne);
    }

    /** True if pages of guest_memfd go while memslots change. */
    private boolean followsBindings() {
        return hasSlotChanges() && hasAny(action -> GmemOps.isZap(action) && !isClose(action));
    }

    /**
     * True if it matters who drops the guest_memfd file last: a hole holds it while its memslot goes, or the VM is to
     * end with it.
     */
    private boolean sharesGmemFile() {
        boolean isHeld = hasSlotChanges() && hasAny(Verb.PUNCH) && hasAny(this::isClose);
        return isHeld || hasAny(Verb.RELEASE) && hasDestroy();
    }

    private boolean isClose(Action action) {
        return action.verb() == Verb.RELEASE || DestroyOps.isOne(action) && DestroyOps.closesGmem(scenario);
    }

    /** True if the action takes away what is mapped of guest_memfd. */
    private boolean isGmemZap(Action action) {
        return GmemOps.isZap(action) || isClose(action);
    }

    /** True if the action takes away what is mapped, so that faults map it anew. */
    private boolean isGfnZap(Action action) {
        return ZapTriggerOps.isZap(action, scenario.vm().kind());
    }

    private boolean isStepFiltered() {
        return scenario.vm().td().zeroStep() == VmSettings.ZeroStep.LIVE;
    }

    /** The locks that each thread wants. */
    private List<Set<KernelLock>> locks() {
        LockUse use = new LockUse(model);
        List<Set<KernelLock>> wanted = new ArrayList<>();
        for (int i = 0; i < threads.size(); i++) {
            Set<KernelLock> locks = use.of(threads.get(i));
            if (isConverter(i) || zapsAll(i)) {
                locks.add(KernelLock.SLOTS_LOCK);
            }
            if (servesVcpu(i)) {
                locks.add(KernelLock.VCPU_MUTEX);
            }
            if (threads.get(i).stream().anyMatch(ScriptFootprint::isSlotChange) && hasAny(this::isGmemZap)) {
                locks.add(KernelLock.GMEM_INVALIDATE_LOCK);
            }
            wanted.add(locks);
        }
        return wanted;
    }

    private boolean hasAny(Verb... verbs) {
        return hasAny(action -> List.of(verbs).contains(action.verb()));
    }

    /** All operations of a scenario, those of repetitions one by one. */
    static List<Action> actions(ResolvedScenario scenario) {
        List<Action> actions = new ArrayList<>();
        scenario.columns().forEach(column -> column.operations().forEach(each -> flatten(each.action(), actions)));
        return actions;
    }

    /** All operations of an action, those of repetitions one by one. */
    static List<Action> actions(Action action) {
        List<Action> actions = new ArrayList<>();
        flatten(action, actions);
        return actions;
    }

    private static Footprint with(boolean isSo, Footprint.Can what, Footprint footprint) {
        return isSo ? footprint.with(what) : footprint;
    }

    private boolean hasAny(Predicate<Action> which) {
        return threads.stream().anyMatch(thread -> thread.stream().anyMatch(which));
    }

    /**
     * Where nobody zaps, translations are not modelled; a claim about them wants them. A raw SEAMCALL may do what a zap
     * does.
     */
    private boolean hasZaps() {
        return hasConversions()
                || hasNotifiers()
                || hasAny(ScriptFootprint::isSlotRemoval) && !isSlotZappedWithAll()
                || hasAny(this::isGmemZap)
                || hasAny(this::isGfnZap)
                || scenario.hasSeamcall()
                || scenario.hasClaimAbout(StateTerm.TLB);
    }

    /** True if a script makes a SEAMCALL that wants the TD for itself, or has KVM make one. */
    boolean hasSeamcallAlone() {
        return hasAny(BuildOps::isCall)
                || hasAny(action -> action instanceof Action.Seamcall call && RawSeamcalls.isAlone(call.leaf()));
    }

    /** The first thread that names the vCPU in a SEAMCALL, or destroys the VM and so every vCPU; or -1. */
    int firstToName(int vcpu) {
        for (int i = 0; i < threads.size(); i++) {
            boolean names = threads.get(i).stream()
                    .anyMatch(action -> DestroyOps.isOne(action)
                            || action instanceof Action.Seamcall call
                                    && call.vcpu() != null
                                    && call.vcpu().number() == vcpu);
            if (names) {
                return i;
            }
        }
        return -1;
    }

    /** True if somebody can write memory attributes. */
    boolean hasConversions() {
        return threads(this::isConverter) > 0;
    }

    /** True if the host can change its own mapping of guest memory. */
    boolean hasNotifiers() {
        return hasAny(Action.Notify.class::isInstance);
    }

    private int threads(IntPredicate which) {
        return (int) IntStream.range(0, threads.size()).filter(which).count();
    }

    /** True if the thread can write memory attributes, under slots_lock. */
    private boolean isConverter(int thread) {
        ColumnScript column = scenario.columns().get(thread);
        boolean isOnFault = column.id().kind() == ColumnKind.P && column.onFault() == OnFault.CONVERT;
        return isOnFault || threads.get(thread).stream().anyMatch(Action.SetAlias.class::isInstance);
    }

    private boolean zapsAll(int thread) {
        return threads.get(thread).stream().anyMatch(action -> action.verb() == Verb.ZAPFAST);
    }

    private boolean takesSlotsLock(int thread) {
        return isConverter(thread)
                || zapsAll(thread)
                || threads.get(thread).stream()
                        .anyMatch(action -> isSlotChange(action) || action.verb() == Verb.DIRTYLOG);
    }

    /** True if the thread can want mmu_lock for write. */
    private boolean writesMmuLock(int thread) {
        return takesSlotsLock(thread)
                || threads.get(thread).stream()
                        .anyMatch(action -> action instanceof Action.Notify
                                || isGmemZap(action)
                                || isGfnZap(action)
                                || action.verb() == Verb.VCPUINIT);
    }

    /** True if somebody can change memslots. */
    boolean hasSlotChanges() {
        return hasAny(ScriptFootprint::isSlotChange);
    }

    private static boolean isSlotChange(Action action) {
        return action.verb() == Verb.ADDSLOT || isSlotRemoval(action);
    }

    /** True if a memslot goes from where it is. */
    private static boolean isSlotRemoval(Action action) {
        return action.verb() == Verb.DELSLOT || action.verb() == Verb.MOVESLOT;
    }

    /** True if the generation of memslots matters: an entry can be made for one and met in another, or it wraps. */
    private boolean hasGenerations() {
        boolean isNeverMet = MemslotLoops.isEndless(scenario) && !MemslotLoops.mayCompareGenerations(scenario);
        return hasAny(Verb.ADDSLOT, Verb.MOVESLOT) && !isNeverMet || isWrapping();
    }

    private boolean isWrapping() {
        return hasSlotChanges() && TdStart.isAboutToWrap(scenario);
    }

    /** True if the deletion of a memslot throws all direct roots away, in place of a zap of its own. */
    private boolean isSlotZappedWithAll() {
        return scenario.vm().kind() == VmKind.DEFAULT || !model.has(KernelSwitch.SLOT_ZAP_QUIRK);
    }

    /** For each prefault the vCPU that it goes through, and the thread: no two have the same vCPU and thread. */
    Set<Prefaulter> prefaulters() {
        Set<Prefaulter> found = new LinkedHashSet<>();
        for (int i = 0; i < threads.size(); i++) {
            for (Action action : threads.get(i)) {
                if (action instanceof Action.Prefault prefault) {
                    found.add(new Prefaulter(prefault.via(), i));
                }
            }
        }
        return found;
    }

    /**
     * The vCPUs through which somebody prefaults and whose root pointers change hands, or change at all. Of any other
     * vCPU that is prefaulted through the pointers are the first ones for ever.
     */
    List<Integer> servedVcpus() {
        Set<Integer> seen = new TreeSet<>();
        Set<Integer> served = new TreeSet<>();
        boolean hasOtherRoots =
                zapsAll() > 0 || scenario.start().facts().stream().anyMatch(Fact.Roots.class::isInstance);
        for (Prefaulter prefaulter : prefaulters()) {
            boolean isShared = scenario.column(ColumnId.vcpu(prefaulter.vcpu())) != null;
            if (hasOtherRoots || isShared || !seen.add(prefaulter.vcpu())) {
                served.add(prefaulter.vcpu());
            }
        }
        return List.copyOf(served);
    }

    /** True if the thread runs such a vCPU, or prefaults through one. */
    private boolean servesVcpu(int thread) {
        List<Integer> served = servedVcpus();
        ColumnId id = scenario.columns().get(thread).id();
        boolean isOwn = id.kind() == ColumnKind.P && served.contains(id.number());
        return isOwn
                || prefaulters().stream().anyMatch(each -> each.thread() == thread && served.contains(each.vcpu()));
    }

    /** A thread that serves an ioctl of a vCPU; both by their numbers. */
    record Prefaulter(int vcpu, int thread) {}

    /** How often a direct root can be thrown away; more than any number if there is no bound. */
    long zapsAll() {
        long wrap = isWrapping() ? 1 : 0;
        return wrap
                + scenario.columns().stream()
                        .flatMap(column -> column.operations().stream())
                        .mapToLong(operation -> zapsAll(operation.action()))
                        .sum();
    }

    private long zapsAll(Action action) {
        if (action instanceof Action.Repeat repeat) {
            long round = repeat.actions().stream().mapToLong(this::zapsAll).sum();
            return Math.min(round * repeat.count(), MANY);
        } else if (action instanceof Action.Loop loop) {
            return loop.actions().stream().anyMatch(inner -> zapsAll(inner) > 0) ? MANY : 0;
        }
        return action.verb() == Verb.ZAPFAST || isSlotRemoval(action) && isSlotZappedWithAll() ? 1 : 0;
    }

    private static boolean isPoke(Action action) {
        return action.verb() == Verb.SIGNAL || action.verb() == Verb.KICK;
    }

    /** True if the VM can die while another vCPU than the one that notices is there to be told. */
    private boolean canDieBesideOthers() {
        long vcpus = scenario.columns().stream()
                .filter(column -> column.id().kind() == ColumnKind.P)
                .count();
        boolean isBeside = vcpus + prefaulters().size() > 1 || vcpus > 0 && hasAny(BuildOps::isCall);
        return isBeside && scenario.vm().kind() == VmKind.TDX && new Deaths(scenario, model).areMet();
    }
}
