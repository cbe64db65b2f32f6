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

  /** `other`: a run to compare with, or null. */
  use(run, other) {
    if (run === this.run && other === this.other) {
      return;
    }
    this.run = run;
    this.other = other;
    this.trees = new Map([...run.trees, ...other ? other.trees : []]);
    this.columns = [...this.trees.keys()].sort((a, b) => {
      const [one, two] = [this.trees.get(a), this.trees.get(b)];
      return TREE_ORDER.indexOf(one.tree) - TREE_ORDER.indexOf(two.tree) || one.root - two.root;
    });
    this.places = other ? byAddress([...new Map([...other.entries, ...run.entries]).values()]) : run.places;
  }

  title(column) {
    const tree = this.trees.get(column);
    const isOnly = this.columns.filter(each => this.trees.get(each).tree === tree.tree).length === 1;
    return TREE_NAMES[tree.tree] + (isOnly ? "" : " of root " + tree.root);
  }

  /** The entries that are not empty after the step, and those that it changed; `there`: a step of the other run. */
  show(step, there) {
    const lines = [];
    let more = 0;
    let isUnlike = false;
    for (const place of this.places) {
      let isThere = false;
      let isChanged = false;
      for (const column of this.columns) {
        const life = lifeOf(this.run, place, column);
        const state = stateAt(life, step);
        isChanged = isChanged || life !== undefined && life.steps[placeAt(life.steps, step)] === step;
        isThere = isThere || state !== "none";
        if (there && stateAt(lifeOf(this.other, place, column), there.step) !== state) {
          isThere = isUnlike = true;
        }
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
    table.setAttribute("aria-labelledby", "tables-title");
    table.append(this.headings());
    const body = make("tbody");
    for (const place of lines) {
      body.append(this.line(place, step, there));
    }
    table.append(body);
    const parts = [table];
    if (isUnlike) {
      const number = this.other.steps[there.step].number;
      parts.push(make("p", "quiet", "\u2260 what it is in the " + there.name + ", after step " + number));
    }
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

  line(place, step, there) {
    const row = make("tr");
    const name = make("th", "entry l" + place.level);
    name.scope = "row";
    name.append(make("span", "level", levelName(place.level)), " 0x" + place.gfn.toString(16));
    row.append(name);
    for (const column of this.columns) {
      const cell = this.cell(lifeOf(this.run, place, column), step);
      const unlike = there && stateAt(lifeOf(this.other, place, column), there.step);
      if (there && unlike !== stateAt(lifeOf(this.run, place, column), step)) {
        const sign = make("span", "unlike", " \u2260 " + unlike);
        sign.title = there.name + ": " + unlike;
        cell.append(sign);
      }
      row.append(cell);
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

/** The life of an entry in a run, by the place that it has in this run or another; undefined if nobody tells of it. */
function lifeOf(run, place, column) {
  const here = run.entries.get(place.level + " " + place.gfn);
  return here && here.columns.get(column);
}

function stateAt(life, step) {
  return life ? life.states[placeAt(life.steps, step)] : "none";
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
