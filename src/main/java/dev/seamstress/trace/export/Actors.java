package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Machine;
import java.util.List;
import java.util.Locale;

/**
 * The machines of a run as timelines call them.
 *
 * <p>Shape: the name of machine {@code id} stands at index {@code id}. {@code P3} and {@code vcpu3} are vCPU 3. Names
 * are escaped, and shortened beyond 20 characters.
 */
public final class Actors {
    private static final int NAME_MAX = 20;
    private static final int TASK_COMM_MAX = 15; // include/linux/sched.h, TASK_COMM_LEN less its NUL

    private final String[] names;
    private final String[] tasks;
    private final int[] vcpus;

    public Actors(List<String> names) {
        int count = names.size();
        this.names = new String[count];
        this.tasks = new String[count];
        this.vcpus = new int[count];
        for (int id = 0; id < count; id++) {
            String name = Ascii.escape(names.get(id));
            int vcpu = vcpuOf(name);
            this.names[id] = name.length() <= NAME_MAX ? name : name.substring(0, NAME_MAX) + "~" + id;
            this.vcpus[id] = vcpu < 0 ? id : vcpu;
            this.tasks[id] = vcpu < 0 ? taskOf(name) : "vcpu" + vcpu;
        }
    }

    public static Actors of(Assembly assembly) {
        return new Actors(assembly.machines().stream().map(Machine::name).toList());
    }

    private static String taskOf(String name) {
        String task = name.toLowerCase(Locale.ROOT).replace(' ', '_');
        return task.length() <= TASK_COMM_MAX ? task : task.substring(0, TASK_COMM_MAX);
    }

    private static int vcpuOf(String name) {
        int prefix = name.startsWith("vcpu") ? 4 : name.startsWith("P") ? 1 : 0;
        int digits = name.length() - prefix;
        if (prefix == 0 || digits == 0 || digits > 6) {
            return -1;
        }
        int number = 0;
        for (int i = prefix; i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** How many machines there are. */
    public int count() {
        return names.length;
    }

    /** The machine's name in the scenario's words: {@code P0}, {@code VMM}. An id that no machine has is a number. */
    public String name(int id) {
        return has(id) ? names[id] : "#" + id;
    }

    /** The machine's name as a task of the host has it: {@code vcpu0}, {@code vmm}. */
    String task(int id) {
        return has(id) ? tasks[id] : "task" + id;
    }

    /** The number of the vCPU; for a machine that is none, its id. */
    int vcpu(int id) {
        return has(id) ? vcpus[id] : id;
    }

    /** True if the machine is the vCPU of that number. */
    boolean isVcpu(int id, long number) {
        return has(id) && tasks[id].equals("vcpu" + number);
    }

    private boolean has(int id) {
        return id >= 0 && id < names.length;
    }
}
