package dev.seamstress.model.handshake;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/** A vCPU of the small model: lock, read, freeze, call, publish, unlock; so many times. */
final class Faulter extends KernelThread {
    private final Handshake model;

    Faulter(int id, Handshake model) {
        super(id, "vcpu" + id);
        this.model = model;
    }

    @Override
    protected Procedure main() {
        return new Fault(model);
    }

    private static final class Fault extends Procedure {
        private static final Kind KIND = Kind.of("handshake_fault");
        private final Handshake model;
        private int left;
        private long old;
        private Grant grant;

        enum At implements Step {
            LOCK(Access.CUT),
            READ(Access.RACY),
            FREEZE(Access.CUT_RACY),
            PUBLISH(Access.RACY);

            private final Access access;

            At(Access access) {
                this.access = access;
            }

            @Override
            public Access access() {
                return access;
            }
        }

        private static final At[] STEPS = At.values();

        Fault(Handshake model) {
            super(At.LOCK, true);
            this.model = model;
            this.left = model.faults();
        }

        @Override
        public Kind kind() {
            return KIND;
        }

        @Override
        protected Step[] steps() {
            return STEPS;
        }

        @Override
        protected void locals(Fields f) {
            left = f.count("left", left);
            old = f.word("old", old);
            grant = f.object(grant);
        }

        @Override
        protected Go run(KernelThread t, Fx fx) {
            return switch ((At) at()) {
                case LOCK -> lock(fx);
                case READ -> read(t, fx);
                case FREEZE -> freeze(t, fx);
                case PUBLISH -> publish(t, fx);
            };
        }

        private Go lock(Fx fx) {
            fx.send(model.lock(), Say.LOCK_R);
            return await(At.READ);
        }

        private Go read(KernelThread t, Fx fx) {
            grant = t.granted();
            old = fx.read(Handshake.pte());
            return go(At.FREEZE);
        }

        private Go freeze(KernelThread t, Fx fx) {
            if (old == Handshake.EMPTY && freezes(fx)) {
                fx.send(model.tdx(), Say.AUG);
                return await(At.PUBLISH);
            }
            return unlock(t, fx);
        }

        private boolean freezes(Fx fx) {
            if (model.isPlanted()) {
                fx.write(Handshake.pte(), Handshake.FROZEN);
                return true;
            }
            return fx.compareAndSet(Handshake.pte(), Handshake.EMPTY, Handshake.FROZEN);
        }

        private Go publish(KernelThread t, Fx fx) {
            long found = fx.exchange(Handshake.pte(), Handshake.PRESENT);
            if (found != Handshake.FROZEN) {
                throw new IllegalStateException(t + " publishes over " + found + ", which is not its frozen entry");
            }
            return unlock(t, fx);
        }

        private Go unlock(KernelThread t, Fx fx) {
            old = Handshake.EMPTY;
            t.drop(grant);
            fx.send(model.lock(), Say.UNLOCK_R);
            left--;
            if (left > 0) {
                return go(At.LOCK);
            }
            fx.send(model.sink(), Say.FIN);
            return ret(t, 0);
        }
    }
}
