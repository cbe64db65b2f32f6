/**
 * KVM's MMU at work: the fault path, the atomic writer of entries, the allocation of roots, conversions and zaps, and
 * the owner of mmu_lock.
 *
 * <p>A kernel function in which others can run is a {@link dev.seamstress.core.machine.Procedure} of its kernel name;
 * it takes the {@link dev.seamstress.core.mmu.Kvm} and the vCPU it works for. A private fault goes through
 * {@link dev.seamstress.core.mmu.PageFaultHandler}, {@link dev.seamstress.core.mmu.FaultinPfn},
 * {@link dev.seamstress.core.mmu.Mmu} (which grants the lock), {@link dev.seamstress.core.mmu.TdpMmuMap},
 * {@link dev.seamstress.core.mmu.SetSpteAtomic} and {@link dev.seamstress.core.mmu.SetExternalSpte}, in this order.
 *
 * <p>What takes mappings away is {@link dev.seamstress.core.mmu.KvmVmSetMemAttributes}, an ioctl, or
 * {@link dev.seamstress.core.mmu.KvmMmuNotifierInvalidateRange}, the host; both through
 * {@link dev.seamstress.core.mmu.KvmHandleRange}, {@link dev.seamstress.core.mmu.TdpMmuUnmapGfnRange},
 * {@link dev.seamstress.core.mmu.TdpMmuZapLeafs}, {@link dev.seamstress.core.mmu.TdpMmuSetSpte} and
 * {@link dev.seamstress.core.mmu.RemoveExternalSpte}.
 *
 * <p>Depends on: {@code core.lock}, {@code core.ept}, {@code core.tdx}, {@code core.vm}, {@code core.model}. Start with
 * {@link dev.seamstress.core.mmu.PageFaultHandler}.
 */
package dev.seamstress.core.mmu;
