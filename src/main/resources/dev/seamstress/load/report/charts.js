/* Lines: over time, over percentiles, over times, over what was changed. */

const HEIGHT = 230;

/** What a chart looks like, by its form. */
const FORMS = {
  time: {colour: "c", x: rows => linear(rows[0][0], Math.max(rows[rows.length - 1][0], rows[0][0] + 1), 5), place: timeText},
  ranks: {colour: "r", x: rows => linear(rows[0][0], Math.max(rows[rows.length - 1][0], rows[0][0] + 1), 5), place: timeText},
  spectrum: {colour: "c", x: rows => nines(rows[rows.length - 1][0]), place: value => value + "%"},
  distribution: {colour: "c", x: rows => logarithmic(rows[0][0], rows[rows.length - 1][0]), place: timeText},
  scaling: {colour: "c", x: rows => linear(0, rows[rows.length - 1][0], 5), place: digits},
};

/** Points of a law of scalability, from one on. */
function curve({lambda, sigma, kappa}, last) {
  return Array.from({length: 121}, (_, i) => {
    const n = 1 + (last - 1) * i / 120;
    return [n, lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1))];
  });
}

class LineChart {
  constructor(chart, holder) {
    this.chart = chart;
    this.holder = holder;
    this.form = FORMS[chart.form];
    this.names = chart.columns.slice(1);
    this.isRanks = chart.form === "ranks";
    this.isScaling = chart.form === "scaling";
    this.lines = this.isRanks ? 4 : this.isScaling ? 1 : this.names.length;
    this.tip = make("div", {class: "tip", hidden: ""});
    this.picked = -1;
  }

  /** Keys of the lines, for the legend. */
  keys() {
    return this.names.slice(0, this.lines).map((name, index) => [name, this.form.colour + index % 9, ""]);
  }

  yScale() {
    const drawn = this.isScaling && report.law ? curve(report.law, this.chart.rows[this.chart.rows.length - 1][0]) : [];
    const values = [...this.chart.rows, ...drawn].flatMap(row => row.slice(1)).filter(value => value !== null);
    const positive = values.filter(value => value > 0);
    const max = Math.max(...values);
    const min = Math.min(...positive);
    const isWide = this.chart.unit === "ns" && positive.length > 0 && max / min > 20;
    return isWide ? logarithmic(min, max) : upTo(max, 4);
  }

  draw() {
    const {chart, form} = this;
    const width = Math.max(240, this.holder.clientWidth);
    const y = this.yScale();
    const labels = y.ticks.map(tick => valueText(chart.unit, tick));
    const left = 10 + 6.6 * Math.max(...labels.map(label => label.length));
    const box = {left, right: width - 14, top: 8, bottom: HEIGHT - 24};
    const x = form.x(chart.rows);
    this.x = value => box.left + x.at(value) * (box.right - box.left);
    this.y = value => box.bottom - Math.min(1, Math.max(0, y.at(value))) * (box.bottom - box.top);
    this.box = box;
    const svg = draw("svg", {viewBox: `0 0 ${width} ${HEIGHT}`, height: HEIGHT, role: "img", tabindex: "0",
      "aria-label": chart.title + ". Left and right tell the values; the table below has all of them."});
    y.ticks.forEach((tick, index) => svg.append(
      draw("line", {class: index === 0 ? "base" : "grid", x1: box.left, x2: box.right, y1: this.y(tick), y2: this.y(tick)}),
      draw("text", {x: box.left - 6, y: this.y(tick) + 4, "text-anchor": "end"}, labels[index])));
    let last = -Infinity;
    x.ticks.forEach(tick => {
      const text = form.place(tick);
      const half = text.length * 3.3;
      const at = Math.min(this.x(tick), width - half - 2);
      if (at - half > last) {
        svg.append(draw("text", {x: at, y: HEIGHT - 7, "text-anchor": "middle"}, text));
        last = at + half + 8;
      }
    });
    this.content(svg);
    this.cross = draw("line", {class: "cross", y1: box.top, y2: box.bottom, visibility: "hidden"});
    this.dots = draw("g", {});
    svg.append(this.cross, this.dots);
    svg.addEventListener("pointermove", event => this.point(event));
    svg.addEventListener("pointerleave", () => this.pick(-1));
    svg.addEventListener("blur", () => this.pick(-1));
    svg.addEventListener("keydown", event => this.key(event));
    this.holder.replaceChildren(svg, this.tip);
    this.svg = svg;
    this.tip.hidden = true;
  }

  content(svg) {
    const {rows} = this.chart;
    if (this.isScaling) {
      this.scaling(svg, rows);
      return;
    }
    if (this.isRanks) {
      svg.append(draw("path", {class: "band", d: this.band(rows, 5, 6)}));
    }
    for (let column = 1; column <= this.lines; column++) {
      svg.append(draw("path", {class: "lined " + this.form.colour + (column - 1) % 9, d: this.path(rows, column)}));
    }
  }

  path(rows, column) {
    let text = "";
    let isOn = false;
    for (const row of rows) {
      if (row[column] === null || row[column] === undefined) {
        isOn = false;
        continue;
      }
      text += (isOn ? "L" : "M") + this.x(row[0]).toFixed(1) + " " + this.y(row[column]).toFixed(1);
      isOn = true;
    }
    return text.replace(/(M[^ML]+)(?=M|$)/g, "$1h.01"); // a point alone is a dot
  }

  band(rows, low, high) {
    const there = rows.filter(row => row[low] !== null);
    const point = (row, column) => this.x(row[0]).toFixed(1) + " " + this.y(row[column]).toFixed(1);
    return there.length === 0 ? "" : "M" + there.map(row => point(row, low)).join("L") + "L"
      + there.slice().reverse().map(row => point(row, high)).join("L") + "Z";
  }

  scaling(svg, rows) {
    if (report.law) {
      svg.append(draw("path", {class: "fitted", d: this.path(curve(report.law, rows[rows.length - 1][0]), 1)}));
    }
    for (const row of rows) {
      const half = row[2] || 0;
      svg.append(
        draw("line", {class: "whisker c0", x1: this.x(row[0]), x2: this.x(row[0]), y1: this.y(row[1] - half), y2: this.y(row[1] + half)}),
        draw("circle", {class: "filled dotted c0", cx: this.x(row[0]), cy: this.y(row[1]), r: 4.5}));
    }
  }

  point(event) {
    const bounds = this.svg.getBoundingClientRect();
    const at = event.clientX - bounds.left;
    let best = -1;
    this.chart.rows.forEach((row, index) => {
      if (best < 0 || Math.abs(this.x(row[0]) - at) < Math.abs(this.x(this.chart.rows[best][0]) - at)) {
        best = index;
      }
    });
    this.pick(best);
  }

  key(event) {
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (step) {
      event.preventDefault();
      this.pick(Math.min(this.chart.rows.length - 1, Math.max(0, this.picked + step)));
    } else if (event.key === "Escape") {
      this.pick(-1);
    }
  }

  /** Shows the values of a row, or of none. */
  pick(index) {
    this.picked = index;
    this.tip.hidden = index < 0;
    this.cross.setAttribute("visibility", index < 0 ? "hidden" : "visible");
    this.dots.replaceChildren();
    if (index < 0) {
      return;
    }
    const row = this.chart.rows[index];
    const at = this.x(row[0]);
    this.cross.setAttribute("x1", at);
    this.cross.setAttribute("x2", at);
    const lines = this.names.map((name, column) => {
      const colour = column < this.lines ? this.form.colour + column % 9 : "";
      if (colour && row[column + 1] !== null) {
        this.dots.append(draw("circle", {class: "filled dotted " + colour, cx: at, cy: this.y(row[column + 1]), r: 4}));
      }
      const key = colour ? make("span", {class: "key " + colour}) : make("span", {});
      return make("div", {class: "line"}, key, name, make("b", {}, valueText(this.chart.unit, row[column + 1])));
    });
    const head = (this.chart.form === "time" || this.isRanks ? "from " : "") + this.form.place(row[0]);
    this.tip.replaceChildren(make("div", {class: "head"}, head), ...lines);
    const isLeft = at < (this.box.left + this.box.right) / 2;
    this.tip.style.left = isLeft ? at + 12 + "px" : "auto";
    this.tip.style.right = isLeft ? "auto" : this.holder.clientWidth - at + 12 + "px";
  }
}
