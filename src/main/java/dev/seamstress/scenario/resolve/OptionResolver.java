package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.Gpaw;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Options;
import dev.seamstress.scenario.ast.Td;
import dev.seamstress.scenario.parse.Limits;
import dev.seamstress.scenario.plan.VmSettings.State;
import dev.seamstress.scenario.plan.VmSettings.TdSettings;
import dev.seamstress.scenario.plan.VmSettings.Timers;
import dev.seamstress.scenario.plan.VmSettings.VeOnPending;
import dev.seamstress.scenario.plan.VmSettings.ZeroStep;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.words.OnFault;
import dev.seamstress.scenario.words.VmKind;
import dev.seamstress.scenario.words.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Checks the options. */
final class OptionResolver {
    private final Scope scope;
    private final Options options;

    OptionResolver(Scope scope, Options options) {
        this.scope = scope;
        this.options = options;
    }

    /** Checks everything, and tells the scope what the rest depends on. */
    void check() {
        VmKind vm = Words.find(VmKind.class, options.vm().text());
        if (vm == null) {
            wrong("vm", options.vm(), Words.all(VmKind.class));
        }
        scope.setVm(vm == null ? VmKind.TDX : vm);
        TreeSet<String> seen = new TreeSet<>();
        for (Name model : options.kernels().models()) {
            checkModel(model);
            if (!seen.add(model.text())) {
                scope.error(model.at(), "model `" + model + "` is named twice", null);
            }
        }
        checkModule(options.kernels().module());
        TreeSet<String> planted = new TreeSet<>();
        for (Name mutation : options.kernels().mutate()) {
            if (checkMutation(mutation)) {
                scope.requireModelled(mutation.text(), mutation.at());
            }
            if (!planted.add(mutation.text())) {
                scope.error(mutation.at(), "mutation `" + mutation + "` is named twice", null);
            }
        }
        if (timers() == null) {
            wrong("timers", options.timers(), Words.all(Timers.class));
        }
        requireModelled("timers", options.timers());
        if (onFault() == null) {
            wrong("onfault", options.onfault(), Words.all(OnFault.class));
        }
        requireModelled("onfault", options.onfault());
        checkTd(options.td());
    }

    private void wrong(String what, Name word, List<String> right) {
        scope.error(word.at(), "`" + what + "` is never `" + word + "`", Near.hint(word.text(), right, null));
    }

    private void requireModelled(String what, Name word) {
        scope.requireModelled(what + " = " + word, word.at());
    }

    /** Whether {@code model} is known and can hold the machine; what is wrong is reported. */
    boolean checkModel(Name model) {
        List<String> models = scope.known().models();
        if (!models.contains(model.text())) {
            String hint = "it is one of " + Near.list(models, "or"); // of kernels the nearest number is no guess
            scope.sink().once("model:" + model, Problem.error(model.at(), "no model `" + model + "`", hint));
            return false;
        }
        if (scope.vm().isTd() && !scope.known().hasTds(model.text())) {
            String hint = "write `vm = default` or `vm = sw_protected`";
            scope.sink().once("tds:" + model, Problem.error(model.at(), "model `" + model + "` has no TDs", hint));
            return false;
        }
        return true;
    }

    private void checkModule(Name module) {
        if (!scope.known().modules().contains(module.text())) {
            String hint = Near.hint(module.text(), scope.known().modules(), null);
            scope.error(module.at(), "no module `" + module + "`", hint);
            return;
        }
        scope.requireModelled(module.text(), module.at());
    }

    /** Whether {@code mutation} is known, as a mutation or a switch; if not, that is reported. */
    boolean checkMutation(Name mutation) {
        List<String> names = new ArrayList<>(scope.known().mutations());
        for (String name : scope.known().switches()) {
            names.add(name);
            names.add("no-" + name);
        }
        String text = mutation.text();
        if (names.contains(text)) {
            return true;
        }
        String hint = Near.named(text, names)
                .map(near -> "did you mean " + near + "?")
                .orElse("a mutation is named like `b29-no-rollback`; a switch by its name, or `no-` and it");
        scope.sink().once("mutation:" + text, Problem.error(mutation.at(), "no mutation `" + text + "`", hint));
        return false;
    }

    private void checkTd(Td td) {
        if (state() == null) {
            wrong("state", td.state(), Words.all(State.class));
        }
        requireModelled("state", td.state());
        if (td.gpaw().value() != 48 && td.gpaw().value() != 52) {
            scope.error(td.gpaw().at(), "no width `" + td.gpaw().text() + "`", "`gpaw` is 48 or 52");
        }
        if (td.vcpus().value() < 1 || td.vcpus().value() > Limits.VCPUS) {
            scope.error(
                    td.vcpus().at(), "`vcpus` is " + td.vcpus().text(), "there are 1 to " + Limits.VCPUS + " vCPUs");
        } else {
            for (int vcpu = 0; vcpu < td.vcpus().value(); vcpu++) {
                scope.addVcpu(vcpu);
            }
        }
        for (Name flag : flags(td)) {
            scope.requireModelled(flag.text(), flag.at());
        }
        if (!scope.vm().isTd()) {
            At at = td.zerostep() != null
                    ? td.zerostep().at()
                    : td.veOnPending() != null ? td.veOnPending().at() : null;
            at = at == null && state() != null && state() != State.RUNNABLE
                    ? td.state().at()
                    : at;
            if (at != null) {
                scope.error(at, "`vm = " + options.vm() + "` is no TD", "this belongs to `vm = tdx`");
            }
        }
        // The shared bit is the top bit of a TD's address; another machine has all 52.
        scope.setGfnLimit(scope.vm().isTd() ? gpaw().directBits() : Gfn.LIMIT >> 12);
    }

    private static List<Name> flags(Td td) {
        return Stream.of(td.zerostep(), td.veOnPending(), td.huge())
                .filter(Objects::nonNull)
                .toList();
    }

    Timers timers() {
        return Words.find(Timers.class, options.timers().text());
    }

    OnFault onFault() {
        return Words.find(OnFault.class, options.onfault().text());
    }

    /** How far the TD is built; null if the option is wrong. */
    State state() {
        return Words.find(State.class, options.td().state().text());
    }

    private Gpaw gpaw() {
        return options.td().gpaw().value() == 52 ? Gpaw.BITS_52 : Gpaw.BITS_48;
    }

    /** The TD's options; {@code isStepping} if a fact turns the stepping filter on. Requires: no error was found. */
    TdSettings td(boolean isStepping) {
        return new TdSettings(
                options.td().zerostep() != null || isStepping ? ZeroStep.LIVE : ZeroStep.OFF,
                options.td().veOnPending() != null ? VeOnPending.ENABLED : VeOnPending.DISABLED,
                state(),
                gpaw());
    }
}
