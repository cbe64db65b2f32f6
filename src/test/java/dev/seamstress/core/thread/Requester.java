package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import java.util.function.Supplier;

/** A thread of the host that calls one kernel function a few times; others can run before each call. */
final class Requester extends KernelThread {
    private final Supplier<Procedure> callee;
    private final int calls;
    private int done;

    Requester(int id, int calls, Supplier<Procedure> callee) {
        super(id, "requester" + id);
        this.calls = calls;
        this.callee = callee;
    }

    /** How many calls have returned. */
    int done() {
        return done;
    }

    /** True while a call is under way. */
    boolean isCalling() {
        return where().contains("outermost.CALLED");
    }

    @Override
    protected Procedure main() {
        return new Outermost();
    }

    @Override
    protected void threadFields(Fields f) {
        done = f.count("done", done);
    }

    private final class Outermost extends Procedure {
        private static final Kind KIND = Kind.of("outermost");

        Outermost() {
            super(At.CALL, true);
        }

        private enum At implements Step {
            CALL(Access.CUT),
            CALLED(Access.LOCAL);

            private final Access access;

            At(Access access) {
                this.access = access;
            }

            @Override
            public Access access() {
                return access;
            }
        }

        @Override
        protected Go run(KernelThread t, Fx fx) {
            return switch ((At) at()) {
                case CALL -> call(t, callee.get(), At.CALLED);
                case CALLED -> called(t);
            };
        }

        private Go called(KernelThread t) {
            t.takeResult();
            done++;
            return done == calls ? ret(t, 0) : go(At.CALL);
        }

        @Override
        public Kind kind() {
            return KIND;
        }

        @Override
        protected Step[] steps() {
            return At.values();
        }

        @Override
        protected void locals(Fields f) {}
    }
}
