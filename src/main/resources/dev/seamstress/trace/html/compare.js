/* Both runs on the screen: beside each other where there is room, else in one list. */

const SPLIT_MIN = 640;
const LINK_GAP = 48;
const LINES_SPARE = 5;
const MARKS = {same: "", moved: "\u2195", only: "+"};
const SAID = {
  same: ["in both", "in both"],
  moved: ["failing run, elsewhere in the other", "passing run, elsewhere in the other"],
  only: ["only in the failing run", "only in the passing run"],
};

class Compare {
  /** `cursor` has the run that the cursor is in, its step and row; `onPick` is told a run and a row. */
  constructor(alignment, filters, cursor, onPick) {
    this.alignment = alignment;
    this.runs = alignment.runs;
    this.filters = filters;
    this.cursor = cursor;
    this.isMatch = null;
    this.printing = null;
    this.isAsked = false;
    this.drawn = new Map();
    this.section = document.getElementById("compare");
    this.scroll = document.getElementById("pair-scroll");
    this.list = document.getElementById("pairs");
    this.links = document.getElementById("links");
    this.holder = document.getElementById("pair-rows");
    this.names = document.getElementById("pair-names");
    this.describe();
    this.scroll.addEventListener("scroll", () => this.ask(), {passive: true});
    new ResizeObserver(() => this.layout()).observe(this.scroll);
    this.holder.addEventListener("click", event => {
      const cell = event.target.closest(".cell");
      if (cell) {
        onPick(Number(cell.dataset.which), Number(cell.dataset.row));
      }
    });
    this.filter();
  }

  describe() {
    const {fork} = this.alignment;
    const [failing, passing] = this.runs;
    const steps = [failing, passing].map(run => run.steps[fork]);
    const part = document.getElementById("part");
    const does = step => {
      const [from, to] = [failing.actors[step.message.from], failing.actors[step.actor]];
      return [make("b", "", to), from === to ? " goes on" : " takes " + step.entry.text + " from " + from];
    };
    if (steps[FAILING] && steps[PASSING]) {
      part.append("Both are the same " + (fork > 0 ? "up to step " + failing.steps[fork - 1].number : "in nothing")
        + ". In step " + steps[FAILING].number + " the failing run parts from the passing one: there ",
        ...does(steps[FAILING]), "; in the passing run ", ...does(steps[PASSING]),
        ". Once the failing run has made that step, nothing that could be chosen saves it.");
    } else {
      part.append("One run is the beginning of the other.");
    }
    this.runs.forEach((run, which) => {
      const name = make("div", "pair-name of" + which);
      name.append(make("b", "", RUN_NAMES[which]), make("span", "quiet", verdict(run)));
      this.names.append(name);
    });
  }

  filter() {
    this.pieces = this.alignment.pieces(row => this.filters.shows(row));
    this.layout();
  }

  /** Lines of cells; two cells a line if there is room, else one. */
  layout() {
    const width = this.printing ? PAPER : this.scroll.clientWidth;
    this.isSplit = width >= SPLIT_MIN;
    this.section.classList.toggle("split", this.isSplit);
    this.lines = [];
    for (const {isSame, rows: [left, right]} of this.pieces) {
      if (isSame || this.isSplit) {
        for (let i = 0; i < Math.max(left.length, right.length); i++) {
          this.lines.push({isSame, rows: [i < left.length ? left[i] : -1, i < right.length ? right[i] : -1]});
        }
      } else {
        left.forEach(row => this.lines.push({isSame, rows: [row, -1]}));
        right.forEach(row => this.lines.push({isSame, rows: [-1, row]}));
      }
    }
    this.place = this.runs.map(run => new Int32Array(run.rows.length).fill(-1));
    this.lines.forEach((line, index) => line.rows.forEach((row, which) => {
      if (row >= 0) {
        this.place[which][row] = index;
      }
    }));
    this.forkLine = this.lines.findIndex(line => line.rows.some((row, which) =>
      row >= 0 && this.runs[which].rows[row].step >= this.alignment.fork));
    if (this.printing) { // the lines around the place where the runs part
      const middle = Math.max(0, this.forkLine);
      this.printing = [Math.max(0, middle - 12), Math.min(this.lines.length - 1, middle + 40)];
    }
    const [first, last] = this.printing || [0, this.lines.length - 1];
    this.list.style.height = Math.max(1, last - first + 1) * ROW + "px";
    this.links.setAttribute("width", this.isSplit ? LINK_GAP : 0);
    this.forget();
    this.reveal();
    this.render();
  }

  forget() {
    this.drawn.forEach(element => element.remove());
    this.drawn.clear();
  }

  ask() {
    if (!this.isAsked) {
      this.isAsked = true;
      requestAnimationFrame(() => {
        this.isAsked = false;
        this.render();
      });
    }
  }

  range() {
    if (this.printing) {
      return this.printing;
    }
    const top = Math.floor(this.scroll.scrollTop / ROW) - LINES_SPARE;
    const bottom = Math.ceil((this.scroll.scrollTop + this.scroll.clientHeight) / ROW) + LINES_SPARE;
    return [Math.max(0, top), Math.min(this.lines.length - 1, bottom)];
  }

  render() {
    const [from, to] = this.range();
    for (const [place, element] of this.drawn) {
      if (place < from || place > to) {
        this.drawn.delete(place);
        element.remove();
      }
    }
    for (let place = from; place <= to; place++) {
      if (!this.drawn.has(place)) {
        const element = this.line(place);
        this.drawn.set(place, element);
        this.holder.append(element);
      }
    }
    for (const element of this.drawn.values()) {
      [...element.children].filter(cell => cell.dataset.row !== undefined).forEach(cell => this.mark(cell));
    }
    const picked = this.holder.querySelector(".picked");
    if (picked) {
      this.list.setAttribute("aria-activedescendant", picked.id);
    } else {
      this.list.removeAttribute("aria-activedescendant");
    }
    this.draw(from, to);
  }

  line(place) {
    const line = this.lines[place];
    const element = make("div", "line" + (place === this.forkLine ? " fork" : ""));
    element.setAttribute("role", "presentation");
    element.style.top = (place - (this.printing ? this.printing[0] : 0)) * ROW + "px";
    const isOne = line.isSame && !this.isSplit;
    line.rows.forEach((row, which) => {
      if (row >= 0 && !(isOne && which === PASSING)) {
        element.append(this.cell(which, row, line.isSame, place));
      } else if (this.isSplit) {
        element.append(make("div", "cell empty of" + which));
      }
    });
    return element;
  }

  cell(which, index, isSame, place) {
    const run = this.runs[which];
    const row = run.rows[index];
    const how = isSame ? "same" : this.alignment.partners[which][index] >= 0 ? "moved" : "only";
    const number = run.steps[row.step].number;
    const above = place > 0 ? this.lines[place - 1].rows[which] : -1;
    const isFirst = above < 0 || run.rows[above].step !== row.step;
    const cell = make("div");
    cell.id = "cell" + which + "-" + index;
    cell.setAttribute("role", "option");
    cell.setAttribute("aria-setsize", this.lines.length);
    cell.setAttribute("aria-posinset", place + 1);
    cell.dataset.which = which;
    cell.dataset.row = index;
    cell.dataset.name = "cell of" + which + " k" + row.kind + " " + how;
    cell.title = run.text(index);
    const text = make("span", "what");
    text.append(make("span", "peer", peerText(run, row)), run.text(index));
    const seen = make("span", "seen");
    seen.setAttribute("aria-hidden", "true");
    seen.append(make("span", "number", isFirst ? number : ""), make("span", "sign", MARKS[how]),
      make("b", "who", isFirst ? run.actors[row.actor] : ""));
    const said = SAID[how][which] + ", step " + number + ", " + run.actors[row.actor] + ": ";
    cell.append(seen, make("span", "away", said), text);
    return cell;
  }

  mark(cell) {
    const {which, step, row} = this.cursor;
    const [of, index] = [Number(cell.dataset.which), Number(cell.dataset.row)];
    const isOne = !this.isSplit && this.lines[this.place[of][index]].isSame;
    const partner = this.alignment.partners[of][index];
    const isPicked = of === which ? index === row : isOne && partner === row;
    const isNow = of === which ? this.runs[of].rows[index].step === step
      : isOne && this.runs[which].rows[partner].step === step;
    const isPartner = of !== which && !isOne && this.alignment.partners[which][row] === index;
    const isFound = this.isMatch !== null && this.isMatch(of, index);
    const name = cell.dataset.name + (isNow ? " now" : "") + (isPicked ? " picked" : "")
      + (isPartner ? " partner" : "") + (isFound ? " match" : "");
    if (cell.className !== name) {
      cell.className = name;
    }
    cell.setAttribute("aria-selected", isPicked ? "true" : "false");
  }

  /** Lines between what is the same, and curves from what has moved, as far as one end is in sight. */
  draw(from, to) {
    this.links.replaceChildren();
    if (!this.isSplit || to < from) {
      return;
    }
    const height = (to - from + 1) * ROW;
    this.links.style.top = (this.printing ? 0 : from * ROW) + "px";
    this.links.setAttribute("height", height);
    const path = (className, d) => {
      const element = document.createElementNS(SVG, "path");
      element.setAttribute("class", className);
      element.setAttribute("d", d);
      this.links.append(element);
    };
    const y = line => Math.max(-ROW, Math.min(height + ROW, (line - from + .5) * ROW));
    const curve = (row, partner) => {
      const [one, other] = [y(this.place[FAILING][row]), y(this.place[PASSING][partner])];
      const isNow = this.cursor.row === (this.cursor.which === FAILING ? row : partner);
      path("link moved" + (isNow ? " now" : ""), "M0 " + one + "C" + LINK_GAP / 2 + " " + one + " " + LINK_GAP / 2 + " "
        + other + " " + LINK_GAP + " " + other);
    };
    const partnerOf = (which, row) => row < 0 ? -1 : this.alignment.partners[which][row];
    for (let line = from; line <= to; line++) {
      const {isSame, rows: [left, right]} = this.lines[line];
      if (isSame) {
        path("link same", "M14 " + y(line) + "H" + (LINK_GAP - 14));
        continue;
      }
      const [there, here] = [partnerOf(FAILING, left), partnerOf(PASSING, right)];
      if (there >= 0) {
        curve(left, there);
      }
      const beginning = here < 0 ? -1 : this.place[FAILING][here];
      if (here >= 0 && (beginning < from || beginning > to)) { // else it is drawn from there
        curve(here, right);
      }
    }
  }

  /** Follows the cursor. */
  go() {
    this.reveal();
    this.ask();
  }

  reveal() {
    const {which, row} = this.cursor;
    const line = row === undefined ? -1 : this.place[which][row];
    if (line < 0 || this.printing) {
      return;
    }
    const top = line * ROW;
    const height = this.scroll.clientHeight - this.names.offsetHeight;
    const margin = Math.min(4 * ROW, height / 4);
    if (top < this.scroll.scrollTop + margin) {
      this.scroll.scrollTop = top - margin;
    } else if (top + ROW > this.scroll.scrollTop + height - margin) {
      this.scroll.scrollTop = top + ROW + margin - height;
    }
  }

  /** The lines around the place where the runs part, or all in sight again. */
  print(isPrinting) {
    this.printing = isPrinting ? [0, 0] : null;
    this.layout();
  }
}
