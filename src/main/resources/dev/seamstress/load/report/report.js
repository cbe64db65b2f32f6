/* The page: what it says of a load run, from top to bottom. */

const report = JSON.parse(document.getElementById("report").textContent);
const get = id => document.getElementById(id);

function text(id, content) {
  get(id).textContent = content;
}

function head() {
  document.title = report.name + " \u2013 seamstress load";
  text("name", report.name);
  text("about", report.about);
  text("limit", report.bottleneck.name);
  text("reason", report.bottleneck.reason);
  text("unfinished", report.bottleneck.note);
  get("unfinished").hidden = !report.bottleneck.note;
  const missed = report.assertions.filter(each => !each.holds).length;
  const isBad = missed > 0 || report.partial || report.dead || report.stuck;
  text("verdict", [
    report.dead ? "a KVM_BUG_ON of the model ended it" : "",
    report.stuck ? "a livelock: nothing got on any more, and it was ended" : "",
    report.partial ? "partial: " + report.replications + " of " + report.asked + " replications" : "",
    missed > 0 ? missed + " of " + report.assertions.length + " assertions not met"
      : report.assertions.length > 0 ? "all " + report.assertions.length + " assertions met" : "no assertions",
  ].filter(each => each).join("; "));
  get("verdict").className = isBad ? "bad" : report.assertions.length > 0 ? "good" : "";
}

function pairs(id, list) {
  get(id).append(...list.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}

function assertions() {
  get("assertions").append(...report.assertions.map(each => make("li", {},
    make("span", {class: each.holds ? "met" : "not-met"}, each.holds ? "\u2713 met" : "\u2717 not met"),
    make("code", {}, each.text), make("span", {class: "note"}, "is " + each.value))));
  if (report.assertions.length === 0) {
    get("assertions").append(make("li", {class: "quiet"}, "The job has none."));
  }
}

/** A chart of one TD, out of the one that has each; `td` is its number as a text. */
function ofTd(chart, td) {
  const rows = chart.rows.filter(row => row[1] === Number(td)).map(row => [row[0], ...row.slice(2)]);
  return {...chart, id: chart.id.replace(/by-td$/, "td-" + td), columns: [chart.columns[0], ...chart.columns.slice(2)], rows};
}

function charts() {
  const drawn = [];
  const several = [];
  for (const chart of report.charts) {
    const holder = make("div", {class: "drawing"});
    const Kind = FORMS[chart.form] ? LineChart : BarChart;
    const picture = new Kind(chart, holder);
    const keys = picture.keys();
    const title = make("b", {}, chart.title);
    const figure = make("figure", {id: "chart-" + chart.id},
      make("figcaption", {}, title, make("p", {class: "note"}, chart.about)));
    if (keys.length > 0) {
      figure.append(make("ul", {class: "legend"}, ...keys.map(([name, colour, shape]) =>
        make("li", {}, make("span", {class: "key " + colour + shape}), name))));
    }
    const links = make("div", {}, linksOf(chart));
    figure.append(holder, links);
    get("charts").append(figure);
    drawn.push(picture);
    const each = report.by_td.find(other => other.id === chart.id + "-by-td");
    if (each) {
      several.push(td => {
        const shown = td === "" ? chart : ofTd(each, td);
        title.textContent = chart.title + (td === "" ? ", all TDs" : ", TD " + td);
        picture.chart = shown;
        links.replaceChildren(linksOf(shown));
      });
    }
  }
  if (several.length > 0) {
    const show = () => several.forEach(each => each(get("td").value));
    get("which-td").hidden = false;
    get("td").append(make("option", {value: ""}, "all " + report.tds + " TDs together"),
      ...Array.from({length: report.tds}, (_, td) => make("option", {value: String(td)}, "TD " + td)));
    get("td").addEventListener("change", () => {
      show();
      drawn.forEach(picture => picture.draw());
    });
    show();
  }
  const all = () => drawn.forEach(picture => picture.draw());
  let width = 0;
  new ResizeObserver(() => {
    if (get("charts").clientWidth !== width) {
      width = get("charts").clientWidth;
      all();
    }
  }).observe(get("charts"));
  addEventListener("beforeprint", all);
  addEventListener("afterprint", all);
  all();
}

function tables() {
  for (const table of report.tables) {
    get("tables").append(make("section", {class: "table-card"}, make("h2", {}, table.title),
      make("div", {class: "wide", tabindex: "0", role: "region", "aria-label": table.title}, tableOf(table.columns, table.rows))));
  }
}

function slowest() {
  const columns = ["kind", "took", "began at", "vCPU", "address", "replication"];
  const table = tableOf(columns, []);
  for (const each of report.slowest) {
    const cells = [each.took, each.began, each.vcpu, each.gpa, each.replication].map(value => make("td", {}, String(value)));
    const how = [
      ...each.page ? [make("a", {href: each.page}, "its timeline")] : [],
      make("code", {class: "command"}, each.command),
    ];
    table.tBodies[0].append(make("tr", {}, make("td", {}, each.which), ...cells));
    table.tBodies[0].append(make("tr", {class: "how"}, make("td", {colspan: String(columns.length)}, ...how)));
  }
  get("slowest").append(table);
}

function costs() {
  const table = tableOf(["key", "time", "where it is from"], []);
  for (const each of report.costs) {
    table.tBodies[0].append(make("tr", each.given ? {class: "given"} : {},
      make("td", {class: "mono"}, each.key), make("td", {class: "mono"}, each.time), make("td", {}, each.source)));
  }
  get("costs").append(table);
  text("job", report.job);
  text("command", report.command);
}

function theme() {
  const root = document.documentElement;
  const next = {undefined: "light", light: "dark", dark: undefined}[root.dataset.theme];
  if (next) {
    root.dataset.theme = next;
  } else {
    delete root.dataset.theme;
  }
  text("theme-name", "Theme: " + (next || "system"));
}

head();
pairs("figures", report.figures);
pairs("card", report.card);
assertions();
charts();
tables();
slowest();
costs();
get("theme").addEventListener("click", theme);
