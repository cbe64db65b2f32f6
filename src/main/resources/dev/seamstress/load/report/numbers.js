/* Numbers as people write them. */

const TIME_UNITS = [[1e9, "s"], [1e6, "ms"], [1e3, "us"], [1, "ns"]];

/** Three digits, without zeros that say nothing. */
function digits(value) {
  const size = Math.abs(value);
  if (size >= 1000) {
    return Math.round(value).toLocaleString("en");
  }
  return String(Number(value.toPrecision(3)));
}

function timeText(ns) {
  if (ns === 0) {
    return "0";
  }
  const found = TIME_UNITS.find(([size]) => Math.abs(ns) >= size * 0.9995) || TIME_UNITS[3];
  return digits(ns / found[0]) + found[1];
}

function rateText(value) {
  const [size, name] = value >= 999500 ? [1e6, "M"] : value >= 9995 ? [1e3, "k"] : [1, ""];
  return digits(value / size) + name + "/s";
}

/** A value of a chart, in its unit. */
function valueText(unit, value) {
  if (value === null) {
    return "\u2013";
  }
  switch (unit) {
    case "ns":
      return timeText(value);
    case "rate":
      return rateText(value);
    case "share":
      return digits(100 * value) + "%";
    default:
      return digits(value);
  }
}

/** Makes an element; strings become texts, which are never taken for markup. */
function make(name, attributes, ...children) {
  return filled(document.createElement(name), attributes, children);
}

function draw(name, attributes, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}
