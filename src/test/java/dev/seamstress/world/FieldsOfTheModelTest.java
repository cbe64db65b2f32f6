package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.LockMessage;
import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.lock.RwLockQueue;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.FieldsChecker;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.mmu.TdpMmuGpaIsMapped;
import dev.seamstress.core.mmu.VcpuMmu;
import dev.seamstress.core.tdx.Residence;
import dev.seamstress.core.thread.Feed;
import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.core.thread.Program;
import dev.seamstress.core.thread.Vcpu;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: no mutable field of the model is missing from {@code fields()}, because a proof would then be false. Method:
 * walks through scenarios that reach every machine and procedure there is, in which live objects are checked; the list
 * of all is read from the compiled classes.
 */
@Tag("once")
class FieldsOfTheModelTest {
    private static final int SEEDS = 3;

    private static FieldsChecker walkAll() {
        FieldsChecker checker = new FieldsChecker();
        Scene.ofFiles().forEach(scene -> walk(scene, SEEDS, checker));
        MoreScenes.all().forEach(scene -> walk(scene, SEEDS, checker));
        Scene.ofOtherTargets().forEach(scene -> walk(scene, 1, checker)); // the same threads, all but a step or two
        walkTheUnused(checker);
        walkTheFed(checker);
        return checker;
    }

    private static void walk(Scene scene, int seeds, FieldsChecker checker) {
        for (int seed = 0; seed < seeds; seed++) {
            int most = scene.isEnding() ? 20_000 : 1_000; // what goes round for ever meets nothing new
            boolean isEnded = new WatchedWalk(scene.world().assembly(), checker::check).run(seed, most);
            assertThat(isEnded || !scene.isEnding())
                    .as("%s, seed %d", scene, seed)
                    .isTrue();
        }
    }

    /** A vCPU that runs no script but does what another machine offers. */
    private static void walkTheFed(FieldsChecker checker) {
        World world = Scene.first("03-two-vcpus-one-gfn").world();
        Vcpu first = (Vcpu) world.assembly().machines().get(0);
        List<Machine> machines = new ArrayList<>(world.assembly().machines());
        Feeder feeder = new Feeder(machines.size());
        GuestOp op = GuestOp.of(GuestOp.Kind.ACCEPT, 0x100, GuestOp.Side.PRIVATE);
        Program program = Program.fed(feeder.id(), (thread, number) -> op, Program.OnFault.RERUN);
        Residence residence = world.tdxMemory().orElseThrow().residence();
        machines.set(0, new Vcpu(0, world.kvm(), first.mmu(), program, first.results(), residence));
        machines.add(feeder);
        Assembly assembly =
                new Assembly(machines, world.assembly().map(), world.assembly().initials());
        assertThat(new WatchedWalk(assembly, checker::check).run(0, 20_000)).isTrue();
        assertThat(feeder.left).isZero();
    }

    /** Offers three operations to whoever asks. */
    private static final class Feeder extends Machine {
        private int left = 3;

        Feeder(int id) {
            super(id, "feeder");
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            if (left > 0) {
                fx.send(from, new Feed.Offer(left--));
            }
        }

        @Override
        public void fields(Fields f) {
            left = (int) f.word("left", left);
        }
    }

    /** Nothing that is built yet calls this walk, so it gets a thread of its own. */
    private static void walkTheUnused(FieldsChecker checker) {
        World world = Scene.first("03-two-vcpus-one-gfn").world();
        VcpuMmu mmu = ((Vcpu) world.assembly().machines().get(0)).mmu();
        Grant lock = new Grant(world.kvm().mmuLock().number(), Grant.Mode.READ, 0);
        KernelThread thread = new KernelThread(0, "walker") {
            @Override
            protected Procedure main() {
                return new TdpMmuGpaIsMapped(world.kvm(), mmu, 0x100000, lock);
            }
        };
        Assembly assembly = new Assembly(
                List.of(thread), world.assembly().map(), world.assembly().initials());
        assertThat(new WatchedWalk(assembly, checker::check).run(0, 100)).isTrue();
    }

    @Test
    void everyMutableFieldIsListed() {
        FieldsChecker checker = walkAll();
        // The queue is never full here: see theQueueOfALock.
        assertThat(checker.offences()).allMatch(offence -> offence.startsWith("RwLockQueue.waiting["));
        // Held where several TDs have one module, which only load runs play; they take nothing back.
        assertThat(checker.openFields()).containsExactly("TdxMmuReleaseHkid.tdxLock");
        List<String> expected = Stream.of(Machine.class, Procedure.class, Stateful.class)
                .flatMap(type -> CoreClasses.concrete(type).stream())
                .map(Class::getName)
                .distinct()
                .toList();
        assertThat(expected).hasSizeGreaterThan(20);
        assertThat(expected)
                .as("classes that no walk meets")
                .filteredOn(name -> !checker.checkedClasses().contains(name))
                .isEmpty();
    }

    /** The queue of a lock that threads of both kinds ask for and never give back. */
    @Test
    void theQueueOfALock() {
        FieldsChecker checker = new FieldsChecker();
        for (int seed = 0; seed < 20; seed++) {
            MemoryMap map = new MemoryMap();
            RwLock lock = new RwLock(KernelLock.MMU_LOCK, MemoryMap.word(map.add(RwLock.HOLDERS, 1), 0), 0, false);
            List<Machine> machines = new ArrayList<>();
            machines.add(new Owner(lock));
            for (int id = 1; id <= 9; id++) {
                machines.add(new Asker(id, lock));
            }
            Assembly assembly = new Assembly(machines, map, List.of());
            new WatchedWalk(assembly, machine -> checker.check(machines.get(0))).run(seed, 1_000);
        }
        assertThat(checker.offences()).isEmpty();
        assertThat(checker.openFields()).isEmpty();
        assertThat(checker.checkedClasses()).contains(RwLockQueue.class.getName());
    }

    private static final class Owner extends Machine {
        private final RwLockQueue queue;

        Owner(RwLock lock) {
            super(0, "owner");
            this.queue = new RwLockQueue(lock);
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            queue.request(from, ((LockMessage.Request) message).mode(), fx);
        }

        @Override
        public void fields(Fields f) {
            queue.fields(f);
        }
    }

    /** Asks once; those with an even id to write. */
    private static final class Asker extends Machine {
        private final RwLock lock;

        Asker(int id, RwLock lock) {
            super(id, "asker" + id);
            this.lock = lock;
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            if (message == Continue.CONTINUE) {
                lock.request(fx, id() % 2 == 0 ? Grant.Mode.WRITE : Grant.Mode.READ);
            }
        }

        @Override
        public void fields(Fields f) {}
    }
}
