/* Each chart as a table, and as a file to keep. */

function csvOf(chart) {
  const cell = value => value === null ? "" : /[",\n]/.test(value) ? '"' + String(value).replaceAll('"', '""') + '"' : value;
  return [chart.columns, ...chart.rows].map(row => row.map(cell).join(",")).join("\n") + "\n";
}

function link(name, type, text, label) {
  const href = "data:" + type + ";charset=utf-8," + encodeURIComponent(text);
  return make("a", {href, download: name, title: "Save " + name}, label);
}

/** Links to files of the chart, and its table, which is made when it is wanted. */
function linksOf(chart) {
  const details = make("details", {}, make("summary", {}, "Table"));
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) {
      const isText = typeof chart.rows[0][0] === "string";
      const place = value => isText ? value : chart.form === "spectrum" ? value + "%" : chart.form === "scaling" ? digits(value) : timeText(value);
      const rows = chart.rows.map(row => [place(row[0]), ...row.slice(1).map(value => valueText(chart.unit, value))]);
      details.append(make("div", {class: "wide"}, tableOf([chart.columns[0].replace(", ns", ""), ...chart.columns.slice(1)], rows)));
    }
  });
  return make("div", {class: "links"},
    link(chart.id + ".csv", "text/csv", csvOf(chart), "CSV"),
    link(chart.id + ".json", "application/json", JSON.stringify(chart), "JSON"),
    details);
}

function tableOf(columns, rows) {
  const body = make("tbody", {});
  for (const row of rows) {
    body.append(make("tr", {}, make("th", {scope: "row"}, row[0]), ...row.slice(1).map(text => make("td", {}, text))));
  }
  return make("table", {}, make("thead", {}, make("tr", {}, ...columns.map(name => make("th", {scope: "col"}, name)))), body);
}
