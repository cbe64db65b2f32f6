/* The page tables after a step, side by side: a line an entry, a column a tree. */

const LINES_MAX = 200;
const TREE_NAMES = {mirror: "mirror", sept: "secure EPT", direct: "direct"};
const TREE_ORDER = ["mirror", "sept", "direct"];

/** The last place in `steps`, which ascend, that is not after `step`. */
function placeAt(steps, step) {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = low + high + 1 >> 1;
    if (steps[middle] <= step) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

class Tables {
  constructor() {
    this.target = document.getElementById("trees");
  }

  use(run) {
    this.run = run;
    this.columns = [...run.trees.keys()].sort((a, b) => {
      const [one, other] = [run.trees.get(a), run.trees.get(b)];
      return TREE_ORDER.indexOf(one.tree) - TREE_ORDER.indexOf(other.tree) || one.root - other.root;
    });
  }

  title(column) {
    const tree = this.run.trees.get(column);
    const isOnly = this.columns.filter(each => this.run.trees.get(each).tree === tree.tree).length === 1;
    return TREE_NAMES[tree.tree] + (isOnly ? "" : " of root " + tree.root);
  }

  /** The entries that are not empty after the step, and those that it changed. */
  show(step) {
    const lines = [];
    let more = 0;
    for (const place of this.run.places) {
      let isThere = false;
      let isChanged = false;
      for (const life of place.columns.values()) {
        const at = placeAt(life.steps, step);
        isChanged = isChanged || life.steps[at] === step;
        isThere = isThere || life.states[at] !== "none";
      }
      if (isChanged || isThere && lines.length < LINES_MAX) {
        lines.push(place);
      } else if (isThere) {
        more++;
      }
    }
    if (lines.length === 0) {
      const text = this.columns.length === 0 ? "No entry of any table changes in this run." : "All tables are empty.";
      this.target.replaceChildren(make("p", "quiet", text));
      return;
    }
    const table = make("table", "trees");
    table.append(this.headings());
    const body = make("tbody");
    for (const place of lines) {
      body.append(this.line(place, step));
    }
    table.append(body);
    const parts = [table];
    if (more > 0) {
      parts.push(make("p", "quiet", "and " + more + " entries more, which this step does not change"));
    }
    this.target.replaceChildren(...parts);
  }

  headings() {
    const row = make("tr");
    for (const title of ["entry", ...this.columns.map(column => this.title(column))]) {
      const heading = make("th", "", title);
      heading.scope = "col";
      row.append(heading);
    }
    const head = make("thead");
    head.append(row);
    return head;
  }

  line(place, step) {
    const row = make("tr");
    const name = make("th", "entry l" + place.level);
    name.scope = "row";
    name.append(make("span", "level", levelName(place.level)), " 0x" + place.gfn.toString(16));
    row.append(name);
    for (const column of this.columns) {
      row.append(this.cell(place.columns.get(column), step));
    }
    return row;
  }

  cell(life, step) {
    const cell = make("td");
    if (!life) {
      return cell;
    }
    const at = placeAt(life.steps, step);
    const isChanged = life.steps[at] === step;
    if (isChanged) {
      let before = at;
      while (before > 0 && life.steps[before] === step) {
        before--;
      }
      cell.className = "changed";
      const path = life.states.slice(before, at);
      cell.append(make("span", "was", path.join(" \u2192 ") + " \u2192 "));
    }
    const state = life.states[at];
    if (state !== "none" || isChanged) {
      const badge = make("span", "state st-" + stateClass(state), state);
      badge.title = life.values[at];
      cell.append(badge);
    }
    return cell;
  }
}

/** How a state is coloured. */
function stateClass(state) {
  switch (state) {
    case "FROZEN":
    case "pending":
      return "between";
    case "present":
    case "mapped":
      return "there";
    case "table":
    case "nl_mapped":
      return "table";
    case "none":
      return "none";
    default:
      return state.includes("blocked") ? "blocked" : "other";
  }
}
