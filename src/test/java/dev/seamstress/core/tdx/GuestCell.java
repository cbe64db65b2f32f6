package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.Message;

/** What a guest does at an entry in one state, or below one, and what it is told. */
final class GuestCell {
    private static final long GIANT_PAGE = 0x40000;

    private GuestCell() {}

    /** What the guest does; where: at which level the entry is, and at which the guest asks. */
    enum Kind {
        ACCEPT_4K("ACCEPT of 4K", 0, 0),
        ACCEPT_2M("ACCEPT of 2M", 1, 1),
        ACCEPT_BELOW("ACCEPT of 4K, the entry at 2M", 1, 0),
        ACCEPT_4K_BELOW_1G("ACCEPT of 4K, the entry at 1G", 2, 0),
        ACCEPT_2M_BELOW_1G("ACCEPT of 2M, the entry at 1G", 2, 1),
        ACCESS_4K("load or store", 0, 0),
        ACCESS_BELOW("load or store, the entry at 2M", 1, 0),
        ACCESS_BELOW_1G("load or store, the entry at 1G", 2, 0);

        private final String text;
        private final int entryLevel;
        private final int askedLevel;

        Kind(String text, int entryLevel, int askedLevel) {
            this.text = text;
            this.entryLevel = entryLevel;
            this.askedLevel = askedLevel;
        }

        String text() {
            return text;
        }

        private boolean isAccept() {
            return this != ACCESS_4K && this != ACCESS_BELOW && this != ACCESS_BELOW_1G;
        }

        /** There is no table at 4K, and below a table the entry there decides. */
        private boolean has(SeptState state) {
            boolean isTable = state == SeptState.NL_MAPPED || state == SeptState.NL_BLOCKED;
            return entryLevel == 0 ? !isTable : entryLevel == askedLevel || state != SeptState.NL_MAPPED;
        }
    }

    /** What the model does: a status and the next state, {@code hit}, or {@code exit} with its extended type. */
    static String outcome(Kind kind, SeptState state) {
        if (!kind.has(state)) {
            return "-";
        }
        TdxRig rig = TdxRig.withTables();
        rig.enter(0);
        long page = kind.entryLevel == 2 ? GIANT_PAGE : TdxRig.HUGE_PAGE;
        rig.set(state, kind.entryLevel, TdxRig.X, state == SeptState.FREE ? 0 : page);
        Message reply = kind.isAccept() ? rig.accept(0, kind.askedLevel, TdxRig.X) : rig.touch(0, TdxRig.X);
        if (reply instanceof Tdx.EptViolation exit) {
            return "exit " + exit.type();
        }
        if (reply instanceof Tdx.GuestReturn told) {
            SeptState next = rig.state(kind.entryLevel, TdxRig.X);
            return told.status() == 0 && next != state ? next.name() : TdxStatus.name(told.status());
        }
        return reply instanceof Tdx.Hit ? "hit" : reply.toString();
    }
}
