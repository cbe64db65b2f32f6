package dev.seamstress.core.model;

/**
 * The presence of one upstream change, the unit in which kernels differ.
 *
 * <p>Shape: {@code columns} has one character a variant, in the order of {@link KernelVariant}: {@code +} on, {@code -}
 * off, {@code .} does not exist there. Each constant says what changes from off to on, and who reads it here.
 * {@link Built} says whether this version of the model can show the difference.
 */
public enum KernelSwitch {
    /**
     * One root, or a direct and a mirror root for a TD. Read by: whoever builds a world, which refuses a TD without it.
     */
    MIRROR_ROOTS("mirror-roots", "-++++", Built.BOTH_SIDES, "TDX MMU prep, 6.14"),
    /** Bit 0 of the root types: "only valid", or "also invalid". Read by: {@code RootTypes}. */
    ROOT_TYPES_BIT0("root-types-bit0", ".-+++", Built.BOTH_SIDES, "TDX MMU prep, v2 against what was merged, 6.14"),
    /** Unmapping hits both aliases, or only those of the range's filter. Read by: {@code RootTypes}. */
    GFN_RANGE_FILTER("gfn-range-filter", "-++++", Built.BOTH_SIDES, "TDX MMU prep, v2 against what was merged, 6.14"),
    /** The root is chosen by is_private, or by the address. Read by: {@code TdpMmuMap}. */
    FAULT_ROOT_BY_ADDR(
            "fault-root-by-addr", ".-+++", Built.BOTH_SIDES, "TDX MMU prep, v2 against what was merged, 6.14"),
    /** Each load takes a mirror reference, or only one that has no mirror root. Read by: {@code KvmMmuLoad}. */
    MIRROR_ROOT_REALLOC_CHECK(
            "mirror-root-realloc-check", ".-+++", Built.BOTH_SIDES, "TDX MMU prep, v2 against what was merged, 6.14"),
    /** Roots are allocated under the write lock, or the read lock and pages_lock. On in all variants here. */
    ROOT_ALLOC_SHARED("root-alloc-shared", "+++++", Built.NEWEST, "6.9"),
    /** A root starts with one reference, or with two. On in all variants here. Read by: {@code Kvm}. */
    ROOTS_KEPT("roots-kept", "+++++", Built.NEWEST, "edbdb43fc96b, 6.4"),
    /** A worker zaps invalid roots, or the caller. On in all variants here. Read by: {@code KvmMmuZapAllFast}. */
    ZAP_SYNC("zap-sync", "+++++", Built.NEWEST, "0df9dab891ff, 6.6"),
    /** Roots are zapped depth first, or in passes by level. On in all variants here. */
    ZAP_PASSES_BY_LEVEL("zap-passes-by-level", "+++++", Built.NEWEST, "6.9"),
    /** The empty and the frozen entry without, or with bit 63. On in all variants here. */
    NONPRESENT_BIT63("nonpresent-bit63", "+++++", Built.NEWEST, "6.10"),
    /** Deleting a slot always zaps all direct roots, or by VM type. Read by: {@code KvmSetMemoryRegion}. */
    SLOT_ZAP_QUIRK("slot-zap-quirk", "+++++", Built.BOTH_SIDES, "6.12"),
    /** Invalidation is tested under the lock, or also around taking the page. Read by: {@code FaultinPfn}. */
    FAULTIN_PRECHECK("faultin-precheck", "+++++", Built.BOTH_SIDES, "6.9"),
    /** A second mapper rewrites the leaf without D, or sees that it is spurious. Read by: {@code TdpMmuMap}. */
    SPURIOUS_EARLY("spurious-early", "--+++", Built.BOTH_SIDES, "6.14"),
    /** Reload ignores FREE_OBSOLETE_ROOTS, or serves it first. Read by: {@code KvmMmuReload}. */
    RELOAD_FREES_OBSOLETE("reload-frees-obsolete", "--+++", Built.BOTH_SIDES, "20a6cff3b283"),
    /** Conversion guards its range, or also the huge pages that straddle it. Read by: {@code KvmUnmapRange}. */
    ATTR_HUGEPAGE_RANGE("attr-hugepage-range", "--+++", Built.BOTH_SIDES, "9129633d568e"),
    /** Aging under the write lock, or under RCU. For notifiers. */
    LOCKLESS_AGING("lockless-aging", "--+++", Built.NOT_REACHED, "6.15"),
    /** NX recovery under the write lock, or the read lock. For NX recovery. */
    NX_RECOVERY_READ_LOCK("nx-recovery-read-lock", "---++", Built.NOT_REACHED, "a57750909580, 6.18"),
    /** The MMIO generation in the entry, and what its wrap does. On in all variants here. */
    MMIO_GEN("mmio-gen", "+++++", Built.NEWEST, ""),
    /** KVM_PRE_FAULT_MEMORY. Read by: whoever builds a world, which refuses {@code prefault} without it. */
    PREFAULT_IOCTL("prefault-ioctl", "+.+++", Built.BOTH_SIDES, "6.11"),
    /** A dead VM ends the prefault loop. Read by: {@code KvmVcpuPreFaultMemory}. */
    PREFAULT_VM_DEAD_EXIT("prefault-vm-dead-exit", "-.+++", Built.BOTH_SIDES, "a patch of Feb 2025"),
    /** An INVALID slot is RETRY, or -EAGAIN to a prefetch. Read by: {@code FaultinPfn}. */
    PREFAULT_INVALID_EAGAIN("prefault-invalid-eagain", "-.-++", Built.BOTH_SIDES, "3ccbf6f47098, 6.18"),
    /** RETRY enters the guest, or is repeated in the exit handler. Read by: {@code TdxHandleEptViolation}. */
    LOCAL_RETRY("local-retry", ".-+++", Built.BOTH_SIDES, "an RFC of Nov 2024"),
    /** The local loop ignores an INVALID slot, or leaves. Read by: {@code TdxHandleEptViolation}. */
    INVALID_SLOT_EXITS_RETRY("invalid-slot-exits-retry", "..-++", Built.BOTH_SIDES, "2bc2694fe20b, 6.18"),
    /** The local loop consumes the VM_DEAD request, or tests it. Off in all variants here; no result depends on it. */
    VM_DEAD_TESTED_NOT_CONSUMED("vm-dead-tested-not-consumed", "..---", Built.NEWEST, "after 7.0, by what is known"),
    /** A BUSY zap is an error, or kicks and retries once. Read by: {@code TdhDoNoVcpus}. */
    KICK_RETRY_ONCE("kick-retry-once", ".-+++", Built.BOTH_SIDES, "a patch of Jan 2025"),
    /** Touching a PENDING page marks the VM dead. Read by: {@code TdxHandleEptViolation}. */
    PENDING_ACCESS_KILLS("pending-access-kills", ".++++", Built.NEWEST, ""),
    /** A leaf before finalize is counted, or is PAGE.ADD. Read by: {@code SetExternalSpte}. */
    PREMAP_OR_PAGE_ADD("premap-or-page-add", ".---+", Built.BOTH_SIDES, "6.19"),
    /** A FREE entry at BLOCK before RUNNABLE is an error, or success. Read by: {@code RemoveExternalSpte}. */
    PREMAP_ZAP_TOLERATED("premap-zap-tolerated", ".-++.", Built.BOTH_SIDES, "a patch of Feb 2025"),
    /** The image goes through the fault path, or is mapped directly. Read by: {@code TdxGmemPostPopulate}. */
    IMAGE_MAP_DIRECT("image-map-direct", ".---+", Built.BOTH_SIDES, "6.19"),
    /** kvm_tdp_mmu_gpa_is_mapped is called when the image is built. Read by: {@code TdxGmemPostPopulate}. */
    GPA_MAPPED_CHECK("gpa-mapped-check", ".+++-", Built.BOTH_SIDES, "removed in 6.19"),
    /** AUG pins the guest_memfd page. For page references, which this version does not count. */
    GMEM_PIN("gmem-pin", ".+++-", Built.NOT_REACHED, "dropped in 6.19"),
    /** The source page is taken under the invalidate lock, or before it. Read by: {@code KvmGmemPopulate}. */
    GMEM_GUP_FIRST("gmem-gup-first", ".----", Built.BOTH_SIDES, "2a62345b3052, 7.0"),
    /** VP.INIT under vcpu->mutex, or the mmu_lock. Read by: {@code TdxVcpuInit}. */
    VP_INIT_WRITE_LOCK("vp-init-write-lock", ".---+", Built.BOTH_SIDES, "9a89894f30d5, 6.19"),
    /** TDX ioctls exclude each other by fewer, or by all locks. Read by: {@code TdBuild}. */
    IOCTLS_EXCLUDE_VCPUS("ioctls-exclude-vcpus", ".---+", Built.BOTH_SIDES, "6.19"),
    /** A vCPU is freed while on a CPU's list, or unlinked. For the destruction of vCPUs. */
    VCPU_LIST_UNLINK("vcpu-list-unlink", ".---+", Built.NOT_REACHED, "6.19"),
    /** Unbind skips a closing file, or removes the binding. For guest_memfd's end. */
    GMEM_UNBIND_DYING("gmem-unbind-dying", "+--++", Built.BOTH_SIDES, "ae431059e75d, 6.18-rc; in 6.12.y, 6.17.y"),
    /** The guest_memfd flag of a slot can be cleared, or not. Read by: {@code KvmSetMemoryRegion}. */
    GMEM_FLAG_FIXED("gmem-flag-fixed", "----+", Built.BOTH_SIDES, "fixes for 6.19-rc1"),
    /** A failed freeze loses the value read, or refreshes it. Off in all variants here. */
    OLD_SPTE_REFRESHED("old-spte-refreshed", ".----", Built.NEWEST, "02eaaffdd865, 7.2"),
    /**
     * A mirror entry's change is traced before, or after the external operation. Read by: {@code TdpMmuSetSpte},
     * {@code SetSpteAtomic}.
     */
    EXTERNAL_OP_BEFORE_ACCOUNTING("external-op-before-accounting", ".----", Built.BOTH_SIDES, "7.2");

    private final String id;
    private final String columns;
    private final Built built;
    private final String upstream;

    KernelSwitch(String id, String columns, Built built, String upstream) {
        this.id = id;
        this.columns = columns;
        this.built = built;
        this.upstream = upstream;
    }

    /** The name in scripts and verdicts. */
    public String id() {
        return id;
    }

    /** The row of the table. */
    String columns() {
        return columns;
    }

    /** Whether the change is there. */
    public State in(KernelVariant variant) {
        return switch (columns.charAt(variant.ordinal())) {
            case '+' -> State.ON;
            case '-' -> State.OFF;
            default -> State.ABSENT;
        };
    }

    /** How much of the switch this version of the model has. */
    public Built built() {
        return built;
    }

    /** Where the change is to be found upstream: a commit, a version, a series; empty if that is not known. */
    public String upstream() {
        return upstream;
    }

    /** A cell of the table. */
    public enum State {
        ON,
        OFF,
        /** The code that it changes does not exist in that variant. */
        ABSENT
    }

    /** What this version of the model has of a switch. */
    public enum Built {
        /** The code and both its forms. */
        BOTH_SIDES,
        /** The code, in the form of the newest variant. */
        NEWEST,
        /** None of the code that the switch is about. */
        NOT_REACHED
    }
}
