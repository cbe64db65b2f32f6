package dev.seamstress.world;

import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.words.OnFault;
import java.util.List;

/** What a column does, whoever it is: its policy, its actions, and the results that they announce. */
record WhatItDoes(OnFault onFault, List<Action> actions, List<List<String>> announced) {
    static WhatItDoes of(ColumnScript column) {
        List<Operation> all = column.operations();
        return new WhatItDoes(
                column.onFault(),
                all.stream().map(Operation::action).toList(),
                all.stream().map(Operation::announced).toList());
    }
}
