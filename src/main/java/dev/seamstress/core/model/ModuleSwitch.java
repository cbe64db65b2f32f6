package dev.seamstress.core.model;

import java.util.Optional;

/**
 * One behaviour in which TDX modules differ, present or absent.
 *
 * <p>Source: the module's source at tag TDX_1.5.01, and mails on linux-kernel for later ones.
 */
public enum ModuleSwitch {
    /** VP.ENTER locks the TDVPR exclusively: a second VP.ENTER of the vCPU is busy, not VCPU_ASSOCIATED. */
    TDVPR_EX_ON_ENTER("tdvpr-ex-on-enter"),
    /** VP.INIT takes the TDR exclusively. */
    VP_INIT_TDR_EX("vp-init-tdr-ex"),
    /** ACCEPT locks the entry before it looks at the state, so it contends on a FREE entry too. */
    ACCEPT_LOCKS_ANY("accept-locks-any"),
    /** ACCEPT samples the leaf bit before it locks the entry: an AUG in between makes a mismatch at the same level. */
    ACCEPT_STALE_LEAF_BIT("accept-stale-leaf-bit"),
    /** A holder that commits rewrites the whole entry and clears the host-priority bit. */
    COMMIT_WIPES_HP("commit-wipes-hp"),
    /** DEMOTE polls for interrupts and may have to be restarted. */
    DEMOTE_RESTARTABLE("demote-restartable"),
    /** Repeated EPT violations on one RIP make VP.ENTER take the tree lock. Live only where a scenario asks for it. */
    ZERO_STEP("zero-step"),
    /** A guest that host priority refuses for too long gets a TD exit. Live only with timers. */
    HP_TIMEOUT("hp-timeout"),
    /** The 4K part of the PAMT is supplied by the host, page by page. */
    DYNAMIC_PAMT("dynamic-pamt"),
    /** The guest can give pages back: TDG.MEM.PAGE.RELEASE. */
    PAGE_RELEASE("page-release");

    private final String text;

    ModuleSwitch(String text) {
        this.text = text;
    }

    /** The name in options and verdicts. */
    public String text() {
        return text;
    }

    /** The switch that people call {@code text}. */
    public static Optional<ModuleSwitch> named(String text) {
        for (ModuleSwitch candidate : values()) {
            if (candidate.text.equals(text)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
