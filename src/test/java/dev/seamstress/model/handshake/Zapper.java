package dev.seamstress.model.handshake;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/** The writer of the small model: freezes, blocks, tracks, removes, and clears under its grant; so many rounds. */
final class Zapper extends KernelThread {
    private final Handshake model;

    Zapper(int id, Handshake model) {
        super(id, "zapper");
        this.model = model;
    }

    @Override
    public boolean starts() {
        return model.zapRounds() > 0;
    }

    @Override
    protected Procedure main() {
        return new Zap(model);
    }

    private static final class Zap extends Procedure {
        private static final Kind KIND = Kind.of("handshake_zap");
        private final Handshake model;
        private int left;
        private Grant grant;

        enum At implements Step {
            LOCK(Access.CUT),
            FREEZE(Access.LOCAL),
            TRACK(Access.LOCAL),
            REMOVE(Access.LOCAL),
            CLEAR(Access.LOCAL);

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

        Zap(Handshake model) {
            super(At.LOCK, true);
            this.model = model;
            this.left = model.zapRounds();
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
            grant = f.object(grant);
        }

        @Override
        protected Go run(KernelThread t, Fx fx) {
            return switch ((At) at()) {
                case LOCK -> {
                    fx.send(model.lock(), Say.LOCK_W);
                    yield await(At.FREEZE);
                }
                case FREEZE -> freeze(t, fx);
                case TRACK -> {
                    fx.send(model.tdx(), Say.TRACK);
                    yield await(At.REMOVE);
                }
                case REMOVE -> {
                    fx.send(model.tdx(), Say.REMOVE);
                    yield await(At.CLEAR);
                }
                case CLEAR -> {
                    fx.write(grant, Handshake.pte(), Handshake.EMPTY);
                    yield unlock(t, fx);
                }
            };
        }

        private Go freeze(KernelThread t, Fx fx) {
            grant = t.granted();
            long pte = fx.read(grant, Handshake.pte());
            if (pte == Handshake.FROZEN) {
                throw new IllegalStateException("the writer meets a frozen entry");
            }
            if (pte == Handshake.EMPTY) {
                return unlock(t, fx);
            }
            fx.write(grant, Handshake.pte(), Handshake.FROZEN);
            fx.send(model.tdx(), Say.BLOCK);
            return await(At.TRACK);
        }

        private Go unlock(KernelThread t, Fx fx) {
            t.drop(grant);
            fx.send(model.lock(), Say.UNLOCK_W);
            left--;
            if (left > 0) {
                return go(At.LOCK);
            }
            fx.send(model.sink(), Say.FIN);
            return ret(t, 0);
        }
    }
}
