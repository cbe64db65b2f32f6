/* Both runs on the screen: beside each other where there is room, else in one list. */

const SPLIT_MIN = 640;
const LINK_GAP = 48;
const MARKS = {same: "", moved: "\u2195", only: "+"};
const SAID = {
  same: () => "in both",
  moved: name => name + ", elsewhere in the other",
  only: name => "only in the " + name,
};

class Compare {
  /** `cursor` has the run that the cursor is in, its step and row; `onPick` is told a run and a row. */
  constructor(alignment, filters, cursor, onPick) {
    this.alignment = alignment;
    this.runs = alignment.runs;
    this.filters = filters;
    this.cursor = cursor;
    this.isMatch = null;
    this.isPrinting = false;
    this.section = document.getElementById("compare");
    this.links = document.getElementById("links");
    this.lines = new Lines(this, {scroll: document.getElementById("pair-scroll"),
      list: document.getElementById("pairs"), holder: document.getElementById("pair-rows"),
      names: document.getElementById("pair-names")});
    this.describe();
    new ResizeObserver(() => this.layout()).observe(this.lines.scroll);
    this.lines.holder.addEventListener("click", event => {
      const cell = event.target.closest("[role=option]");
      if (cell) {
        onPick(Number(cell.dataset.which), Number(cell.dataset.row));
      }
    });
    this.filter();
  }

  describe() {
    const {fork, names, isNearest} = this.alignment;
    const [one, other] = this.runs;
    const [here, there] = this.runs.map(run => run.steps[fork]);
    const part = document.getElementById("part");
    const does = step => {
      const [from, to] = [one.actors[step.message.from], one.actors[step.actor]];
      return [make("b", "", to), from === to ? " goes on" : " takes " + step.entry.text + " from " + from];
    };
    if (here && there) {
      const isSame = isSameChoice(here, there) && here.entry.text === there.entry.text;
      part.append(fork > 0 ? "Both are the same up to step " + one.steps[fork - 1].number + ". " : "",
        "In step " + here.number + " they part: in ",
        ...isSame ? ["both ", ...does(here), ", and tells another thing"]
          : ["the " + names[FAILING] + " ", ...does(here), "; in the " + names[PASSING] + " ", ...does(there)],
        "." + (isNearest ? " Once the failing run has made that step, nothing that could be chosen saves it." : ""));
    } else {
      part.append(one.steps.length === other.steps.length ? "Both are the same." : "One run is the beginning of the other.");
    }
    this.runs.forEach((run, which) => {
      const name = make("div", "pair-name of" + which);
      name.append(make("b", "", capital(names[which])), make("span", "quiet", verdict(run)));
      this.lines.names.append(name);
    });
  }

  filter() {
    this.pieces = this.alignment.pieces(row => this.filters.shows(row));
    this.layout();
  }

  /** Which rows stand on a line: two if there is room, else one. */
  layout() {
    this.isSplit = (this.isPrinting ? PAPER : this.lines.scroll.clientWidth) >= SPLIT_MIN;
    this.section.classList.toggle("split", this.isSplit);
    this.pairs = [];
    for (const {isSame, rows: [left, right]} of this.pieces) {
      if (isSame || this.isSplit) {
        for (let i = 0; i < Math.max(left.length, right.length); i++) {
          this.pairs.push({isSame, rows: [i < left.length ? left[i] : -1, i < right.length ? right[i] : -1]});
        }
      } else {
        left.forEach(row => this.pairs.push({isSame, rows: [row, -1]}));
        right.forEach(row => this.pairs.push({isSame, rows: [-1, row]}));
      }
    }
    this.place = this.runs.map(run => new Int32Array(run.rows.length).fill(-1));
    this.pairs.forEach((pair, place) => pair.rows.forEach((row, which) => {
      if (row >= 0) {
        this.place[which][row] = place;
      }
    }));
    this.forkPlace = this.pairs.findIndex(pair => pair.rows.some((row, which) =>
      row >= 0 && this.runs[which].rows[row].step >= this.alignment.fork));
    const middle = Math.max(0, this.forkPlace); // a printer gets the lines around the place where the runs part
    this.lines.reset(this.pairs.length,
      this.isPrinting ? [Math.max(0, middle - 12), Math.min(this.pairs.length - 1, middle + 40)] : null);
    this.links.setAttribute("width", this.isSplit ? LINK_GAP : 0);
    this.reveal();
    this.lines.render();
  }

  ask() {
    this.lines.ask();
  }

  blank() {
    const line = make("div", "line");
    line.setAttribute("role", "presentation");
    line.append(this.cell(FAILING), this.cell(PASSING));
    return line;
  }

  cell(which) {
    const cell = make("div", "cell");
    cell.dataset.which = which;
    const seen = make("span", "seen");
    seen.append(make("span", "number"), make("span", "sign"), make("b", "who"));
    const text = make("span", "what");
    text.append(make("span", "peer"), "");
    cell.parts = [seen, text];
    return cell;
  }

  /** Of what is the same one cell is enough where there is room for one. */
  fill(line, place) {
    const {isSame, rows} = this.pairs[place];
    line.classList.toggle("fork", place === this.forkPlace);
    [...line.children].forEach((cell, which) => {
      const isThere = rows[which] >= 0 && (this.isSplit || which === FAILING || !isSame);
      cell.hidden = !isThere && !this.isSplit;
      if (isThere) {
        this.put(cell, which, rows[which], place);
      } else {
        this.clear(cell, which);
      }
    });
  }

  put(cell, which, index, place) {
    const run = this.runs[which];
    const row = run.rows[index];
    const how = this.pairs[place].isSame ? "same" : this.alignment.partners[which][index] >= 0 ? "moved" : "only";
    const number = run.steps[row.step].number;
    const above = place > 0 ? this.pairs[place - 1].rows[which] : -1;
    const isFirst = above < 0 || run.rows[above].step !== row.step;
    const [seen, text] = cell.parts;
    cell.append(...cell.firstChild ? [] : cell.parts);
    cell.id = "cell" + which + "-" + index;
    cell.dataset.row = index;
    cell.dataset.name = "cell of" + which + " k" + row.kind + " " + how;
    cell.title = run.text(index);
    cell.setAttribute("role", "option");
    cell.setAttribute("aria-setsize", this.pairs.length);
    cell.setAttribute("aria-posinset", place + 1);
    const texts = [isFirst ? number : "", MARKS[how], isFirst ? run.actors[row.actor] : ""];
    texts.forEach((each, at) => seen.children[at].textContent = each);
    text.firstChild.textContent = peerText(run, row);
    text.lastChild.data = run.text(index);
    cell.setAttribute("aria-label", SAID[how](this.alignment.names[which]) + ", step " + number + ", " + run.actors[row.actor] + ": "
      + text.textContent);
  }

  clear(cell, which) {
    ["id", "role", "title", "aria-label", "aria-setsize", "aria-posinset", "aria-selected", "data-row",
      "data-name"].forEach(name => cell.removeAttribute(name));
    cell.className = this.isSplit ? "cell empty of" + which : "";
    cell.replaceChildren();
  }

  /** The id of the cell that is picked, if the line has it. */
  mark(line) {
    const cells = [...line.children].filter(cell => cell.dataset.row !== undefined);
    cells.forEach(cell => this.markCell(cell));
    const picked = cells.find(cell => cell.getAttribute("aria-selected") === "true");
    return picked && picked.id;
  }

  markCell(cell) {
    const {which, step, row} = this.cursor;
    const [of, index] = [Number(cell.dataset.which), Number(cell.dataset.row)];
    const isOne = !this.isSplit && this.pairs[this.place[of][index]].isSame;
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
    this.links.style.top = this.lines.top(from) + "px";
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
      const {isSame, rows: [left, right]} = this.pairs[line];
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
    const place = row === undefined ? -1 : this.place[which][row];
    if (place >= 0 && !this.isPrinting) {
      this.lines.reveal(place);
    }
  }

  /** The lines around the place where the runs part, or all in sight again. */
  print(isPrinting) {
    this.isPrinting = isPrinting;
    this.layout();
  }
}
