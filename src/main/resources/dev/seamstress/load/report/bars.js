/* Bars: of one number each, and of parts. */

const BAR = 18;
const GREY = 8;

class BarChart {
  constructor(chart, holder) {
    this.chart = chart;
    this.holder = holder;
    this.names = chart.columns.slice(1);
    this.isStack = chart.form === "stack";
    this.shown = this.names.map((name, index) => index)
      .filter(index => chart.rows.some(row => row[index + 1] > 0));
  }

  /** The guest's own part is grey, as it is nobody's overhead; all others keep their colour in every chart. */
  colour(index) {
    return "c" + (this.isStack ? (index === 0 ? GREY : (index - 1) % 8) : index % 8);
  }

  keys() {
    return this.names.length === 1 ? [] : this.shown.map(index => [this.names[index], this.colour(index), " block"]);
  }

  draw() {
    const {chart, isStack} = this;
    const width = Math.max(240, this.holder.clientWidth);
    const labelled = chart.rows.map(row => row[0]);
    const longest = Math.max(...labelled.map(label => label.length)) * 6.4;
    const isAbove = longest > width * 0.42;
    const left = isAbove ? 0 : longest + 12;
    const each = isStack ? 1 : this.shown.length;
    const thick = each > 1 ? 12 : BAR;
    const block = each * (thick + 2) + (isAbove ? 30 : 12);
    const height = chart.rows.length * block + 4;
    const totals = chart.rows.map(row => row.slice(1).reduce((sum, value) => sum + (value || 0), 0));
    const max = isStack ? Math.max(...totals) : Math.max(...chart.rows.flatMap(row => row.slice(1)));
    const room = width - left - 74;
    const length = value => Math.max(value > 0 ? 1 : 0, value / (max || 1) * room);
    const svg = draw("svg", {viewBox: `0 0 ${width} ${height}`, height, role: "img", "aria-label": chart.title});
    chart.rows.forEach((row, index) => {
      const top = index * block + 4;
      const first = isAbove ? top + 18 : top;
      svg.append(draw("text", isAbove ? {x: 0, y: top + 11, class: "value"}
        : {x: left - 10, y: first + each * (thick + 2) / 2 + 4, "text-anchor": "end", class: "value"}, row[0]));
      if (isStack) {
        this.parts(svg, row, left, first, length);
        svg.append(draw("text", {x: left + length(totals[index]) + 8, y: first + thick / 2 + 4, class: "value"},
          valueText(chart.unit, totals[index])));
      } else {
        this.shown.forEach((column, number) => {
          const value = row[column + 1];
          const y = first + number * (thick + 2);
          svg.append(this.bar(left, y, length(value), thick, this.colour(column),
            row[0] + ", " + this.names[column] + ": " + valueText(chart.unit, value)),
            draw("text", {x: left + length(value) + 7, y: y + thick / 2 + 4, class: "value"}, valueText(chart.unit, value)));
        });
      }
    });
    this.holder.replaceChildren(svg);
  }

  bar(x, y, width, height, colour, title) {
    const round = Math.min(4, width);
    return draw("path", {class: "filled " + colour, d: `M${x} ${y}h${width - round}q${round} 0 ${round} ${Math.min(4, height / 2)}`
      + `v${height - 2 * Math.min(4, height / 2)}q0 ${Math.min(4, height / 2)} ${-round} ${Math.min(4, height / 2)}h${round - width}z`},
    draw("title", {}, title));
  }

  parts(svg, row, left, top, length) {
    let at = left;
    for (const column of this.shown) {
      const value = row[column + 1];
      if (!(value > 0)) {
        continue;
      }
      const wide = length(value);
      svg.append(draw("rect", {class: "filled " + this.colour(column), x: at, y: top, width: Math.max(0.5, wide - 1.5), height: BAR, rx: 2},
        draw("title", {}, row[0] + ", " + this.names[column] + ": " + valueText(this.chart.unit, value))));
      at += wide;
    }
  }
}
