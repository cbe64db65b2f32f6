package dev.seamstress.cli;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.Ipi;
import dev.seamstress.engine.Engine;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.Schedule;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.trace.tell.Functions;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which function each event of a schedule comes from: the engine makes it once more, and the threads are looked at. */
final class KernelFunctions implements Functions, TraceSink {
    private static final String SCRIPT = "the script";
    private static final String GUEST = "the guest";

    /** Procedures that follow no one function of the kernel, and where their rule is from. */
    private static final Map<String, String> OTHERS = new TreeMap<>(Map.ofEntries(
            Map.entry("column", SCRIPT),
            Map.entry("await_script", SCRIPT),
            Map.entry("seamcall", "seamcall.S"),
            Map.entry("gmem_call", "vfs_fallocate"),
            Map.entry("close_gmem", "close"),
            Map.entry("change_host_mapping", "the host's memory management"),
            Map.entry("set_nx_huge_pages", "set_nx_huge_pages"),
            Map.entry("map_image_page", "kvm_tdp_map_page"),
            Map.entry("under_locks", "guard"),
            Map.entry("unmap_under_read_lock", "kvm_tdp_mmu_unmap_gfn_range")));

    private final List<List<String>> events = new ArrayList<>();
    private final List<List<String>> ran = new ArrayList<>();
    private final List<Map<Long, String>> stores = new ArrayList<>();
    private final Engine engine;
    private int taker;
    private boolean isInterrupt;

    private KernelFunctions(Engine engine) {
        this.engine = engine;
    }

    /** Those of a schedule of {@code world}, which has not run yet. */
    static Functions of(World world, Schedule schedule) {
        Engine engine = new Engine(world.assembly(), false);
        KernelFunctions functions = new KernelFunctions(engine);
        engine.setSink(functions);
        engine.run(new Replay(schedule), Integer.MAX_VALUE);
        return functions;
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {
        events.add(new ArrayList<>());
        ran.add(new ArrayList<>());
        stores.add(new TreeMap<>());
        taker = to;
        isInterrupt = message == Ipi.CALL || message == Ipi.RESCHEDULE;
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        events.get(step).add(function(actor));
    }

    @Override
    public boolean wantsStores() {
        return true;
    }

    @Override
    public void stored(int step, int actor, long word, long old, long next) {
        stores.get(step).putIfAbsent(next, function(actor));
    }

    @Override
    public boolean wantsRan() {
        return true;
    }

    @Override
    public void ran(Step step) {
        List<String> functions = ran.get(ran.size() - 1);
        String function = function(taker);
        if (!functions.contains(function)) {
            functions.add(function);
        }
    }

    private String function(int actor) {
        return isInterrupt || !(engine.machine(actor) instanceof KernelThread thread) ? "" : of(thread);
    }

    /** Where a thread is now: a function of the kernel, the guest, or the script. */
    static String of(KernelThread thread) {
        Procedure innermost = thread.inside(Procedure.class);
        if (innermost == null) {
            return SCRIPT;
        }
        String name = innermost.kind().name();
        return name.startsWith("guest_") ? GUEST : OTHERS.getOrDefault(name, name);
    }

    @Override
    public String at(int step, int index) {
        boolean isKnown = step < events.size() && index < events.get(step).size();
        return isKnown ? events.get(step).get(index) : "";
    }

    @Override
    public String storing(int step, long next) {
        return step < stores.size() ? stores.get(step).getOrDefault(next, "") : "";
    }

    @Override
    public List<String> in(int step) {
        return step < ran.size() ? ran.get(step) : List.of();
    }
}
