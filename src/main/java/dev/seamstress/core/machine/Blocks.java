package dev.seamstress.core.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which cells of a state belong to which of the threads that can be exchanged: the <em>block</em> of each. An exchange
 * of two threads exchanges their blocks and leaves all other cells alone.
 *
 * <p>Shape: blocks are numbered from zero; threads of one group can be exchanged with each other. A cell of a block has
 * a common name, whoever it belongs to: that of the same cell in the block of its group's first. Machines below
 * {@code threads} are threads, the others own what threads share. Immutable.
 */
public final class Blocks {
    /** In place of a block: the cell is everybody's. */
    public static final int NOBODY = -1;

    /** In a cell's hash, in place of the id of the thread or the number of the vCPU that the block belongs to. */
    public static final long SELF = 0x5E1F_5E1FL << 32;

    private static final int MIXED = -2;
    private static final int TOKENS = -3;

    private final int machines;
    private final int threads;
    private final List<Member> members;
    private final int[] blocks;
    private final int[] vcpuBlocks;
    private final int[] firsts;
    private final int[] pageBlocks;
    private final int[] pageNames;
    private final int[][] wordBlocks;
    private final long[][] wordNames;
    private final long[] orderers;

    /**
     * A thread that can be exchanged with others of its group.
     *
     * @param vcpu the number of its vCPU
     */
    public record Member(int machine, int vcpu, int group) {}

    private Blocks(Builder from, long[] orderers) {
        this.machines = from.machines;
        this.threads = from.threads;
        this.members = List.copyOf(from.members);
        this.orderers = orderers;
        this.blocks = new int[machines];
        this.firsts = new int[members.size()];
        this.vcpuBlocks =
                new int[1 + members.stream().mapToInt(Member::vcpu).max().orElse(0)];
        Arrays.fill(blocks, NOBODY);
        Arrays.fill(vcpuBlocks, NOBODY);
        for (int block = 0; block < firsts.length; block++) {
            blocks[members.get(block).machine()] = block;
            vcpuBlocks[members.get(block).vcpu()] = block;
            firsts[block] = first(block);
        }
        this.pageBlocks = from.pageBlocks;
        this.pageNames = from.pageNames;
        this.wordBlocks = from.wordBlocks;
        this.wordNames = from.wordNames;
    }

    private int first(int block) {
        int first = 0;
        while (members.get(first).group() != members.get(block).group()) {
            first++;
        }
        return first;
    }

    /** How many there are. */
    public int count() {
        return firsts.length;
    }

    /** How many machines there are. */
    public int machines() {
        return machines;
    }

    /** True if the machine is a thread. */
    public boolean isThread(int machine) {
        return machine < threads;
    }

    /** Whose block it is. */
    public Member member(int block) {
        return members.get(block);
    }

    /** The block of a machine, or {@link #NOBODY}; ids that are no machine's are nobody's. */
    public int ofMachine(long machine) {
        return machine >= 0 && machine < machines ? blocks[(int) machine] : NOBODY;
    }

    /** The first block of a block's group. */
    public int firstOf(int block) {
        return firsts[block];
    }

    /** The common name of a machine with a block: the id of the first of its group. */
    public int commonMachine(int block) {
        return members.get(firsts[block]).machine();
    }

    /** The block that a shared word belongs to, whatever its value, or {@link #NOBODY}. */
    public int ofWord(long word) {
        int block = pageBlocks[MemoryMap.page(word)];
        if (block >= NOBODY) {
            return block;
        }
        return block == MIXED ? wordBlocks[MemoryMap.page(word)][MemoryMap.index(word)] : NOBODY;
    }

    /** The common name of a word with a block. */
    public long commonWord(long word) {
        int page = MemoryMap.page(word);
        return pageBlocks[page] == MIXED
                ? wordNames[page][MemoryMap.index(word)]
                : MemoryMap.word(pageNames[page], MemoryMap.index(word));
    }

    /** True if the word holds a {@link Token}, which may name a thread with a block. */
    public boolean isToken(long word) {
        return pageBlocks[MemoryMap.page(word)] == TOKENS;
    }

    /** The block of the vCPU that a token names, or {@link #NOBODY}. */
    public int ofToken(long token) {
        int vcpu = Token.vcpu(token);
        return vcpu >= 0 && vcpu < vcpuBlocks.length ? vcpuBlocks[vcpu] : NOBODY;
    }

    /** What a token of a vCPU with a block says but for that vCPU. */
    public static long commonToken(long token) {
        return SELF | Token.instruction(token);
    }

    /**
     * The words that say whether a thread is over that may treat the vCPUs in the order of their numbers: while any of
     * them is zero no two states that differ by an exchange are alike.
     */
    public long[] orderers() {
        return orderers.clone();
    }

    /** Collects what belongs to whom. */
    public static final class Builder {
        private final MemoryMap map;
        private final int machines;
        private final int threads;
        private final List<Member> members = new ArrayList<>();
        private final int[] pageBlocks;
        private final int[] pageNames;
        private final int[][] wordBlocks;
        private final long[][] wordNames;

        /** {@code machines} with ids from zero, of which the first {@code threads} are threads. */
        public Builder(MemoryMap map, int machines, int threads) {
            this.map = map;
            this.machines = machines;
            this.threads = threads;
            this.pageBlocks = new int[map.pages()];
            this.pageNames = new int[map.pages()];
            this.wordBlocks = new int[map.pages()][];
            this.wordNames = new long[map.pages()][];
            Arrays.fill(pageBlocks, NOBODY);
        }

        /** Adds a thread. Requires: those of a group are added one after the other. Returns its block's number. */
        public int add(Member member) {
            members.add(member);
            return members.size() - 1;
        }

        /** The page is the block's; its like in the block of the group's first is {@code name}. */
        public void page(int block, int page, int name) {
            require(pageBlocks[page] == NOBODY, page);
            pageBlocks[page] = block;
            pageNames[page] = name;
        }

        /** These words are the block's, in a page that has others' too; their like are those from {@code name} on. */
        public void words(int block, long word, int count, long name) {
            for (int i = 0; i < count; i++) {
                int page = MemoryMap.page(word + i);
                require(pageBlocks[page] == NOBODY || pageBlocks[page] == MIXED, page);
                if (pageBlocks[page] == NOBODY) {
                    pageBlocks[page] = MIXED;
                    wordBlocks[page] = new int[MemoryMap.WORDS_PER_PAGE];
                    wordNames[page] = new long[MemoryMap.WORDS_PER_PAGE];
                    Arrays.fill(wordBlocks[page], NOBODY);
                }
                wordBlocks[page][MemoryMap.index(word + i)] = block;
                wordNames[page][MemoryMap.index(word + i)] = name + i;
            }
        }

        /** The page's words are tokens. */
        public void tokens(int page) {
            require(pageBlocks[page] == NOBODY, page);
            pageBlocks[page] = TOKENS;
        }

        private void require(boolean isTrue, int page) {
            if (!isTrue) {
                throw new ModelBug("two owners of the page of "
                        + map.classOf(MemoryMap.word(page, 0)).name());
            }
        }

        /** {@code orderers}: see {@link Blocks#orderers}. */
        public Blocks build(List<Long> orderers) {
            return new Blocks(this, orderers.stream().mapToLong(Long::longValue).toArray());
        }
    }
}
