import { h, svg } from "./dom.js";

const HEIGHT = 132;
const LEFT = 44;
const BOTTOM = 18;
const TOP = 8;

const nice = value => {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map(step => step * power).find(step => step >= value);
};

/** Where texts of a picture as wide as on a desk would be too small to read. */
export const isNarrow = () => matchMedia("(max-width: 52rem)").matches;

/**
 * A plot of some rows over time, as an area, lines or bars.
 *
 * series: [{name, tone, value: row => number}], drawn one above the other when `stacked`; label: row => text for its place in time;
 * show: number => text.
 */
export function chart({ name, rows, series, label, show, kind = "line", stacked = false }) {
  const width = isNarrow() ? 340 : 640;
  const most = nice(Math.max(0, ...rows.map(row => stacked
    ? series.reduce((sum, one) => sum + one.value(row), 0) : Math.max(...series.map(one => one.value(row))))));
  const x = index => LEFT + (rows.length < 2 ? 0.5 : (index + (kind === "bars" ? 0.5 : 0)) / (kind === "bars" ? rows.length : rows.length - 1))
    * (width - LEFT - 4);
  const y = value => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM);
  // counts have no halves
  const grid = [0, 0.5, 1].filter(part => part !== 0.5 || ![0, most].some(end => show(end) === show(most / 2))).map(part => [
    svg("line", { x1: LEFT, x2: width, y1: y(most * part), y2: y(most * part), class: "grid" }),
    svg("text", { x: LEFT - 6, y: y(most * part) + 3.5, "text-anchor": "end" }, show(most * part)),
  ]);
  const marks = rows.length === 0 ? [] : [0, Math.floor((rows.length - 1) / 2), rows.length - 1]
    .filter((at, index, all) => all.indexOf(at) === index)
    .map((at, index, all) => svg("text", { x: x(at), y: HEIGHT - 4,
      "text-anchor": index === 0 && kind !== "bars" ? "start" : index === all.length - 1 ? "end" : "middle" }, label(rows[at])));
  const latest = rows[rows.length - 1];
  const reading = h("output", { class: "reading" });
  const read = row => reading.replaceChildren(...(row ? [label(row) + "  ", ...series.flatMap(one => [
    h("span", { class: "tone " + one.tone }, one.name + " " + show(one.value(row))), "  "])] : []));
  read(latest);
  const cursor = svg("line", { class: "cursor", y1: TOP, y2: HEIGHT - BOTTOM, visibility: "hidden" });
  const picture = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": summary(name, rows, series, show),
    onpointermove: event => {
      const box = picture.getBoundingClientRect();
      const part = ((event.clientX - box.left) / box.width * width - LEFT) / (width - LEFT - 4);
      const at = Math.max(0, Math.min(rows.length - 1, kind === "bars" ? Math.floor(part * rows.length) : Math.round(part * (rows.length - 1))));
      cursor.setAttribute("visibility", "visible");
      cursor.setAttribute("x1", x(at));
      cursor.setAttribute("x2", x(at));
      read(rows[at]);
    },
    onpointerleave: () => {
      cursor.setAttribute("visibility", "hidden");
      read(latest);
    } }, grid, marks, kind === "bars" ? bars(rows, series, x, y, width) : lines(rows, series, x, y, stacked), cursor);
  return h("figure", { class: "chart" }, h("figcaption", null, h("h2", null, name), reading), picture);
}

function lines(rows, series, x, y, stacked) {
  const base = rows.map(() => 0);
  return series.filter((one, at) => at === 0 || rows.some(row => one.value(row) > 0)).map(one => {
    const tops = rows.map((row, at) => (stacked ? base[at] : 0) + one.value(row));
    const line = tops.map((top, at) => `${at ? "L" : "M"}${x(at).toFixed(1)} ${y(top).toFixed(1)}`).join("");
    const area = line + base.map((_, at) => rows.length - 1 - at)
      .map(at => `L${x(at).toFixed(1)} ${y(stacked ? base[at] : 0).toFixed(1)}`).join("") + "Z";
    if (stacked) tops.forEach((top, at) => { base[at] = top; });
    return svg("g", { class: "tone " + one.tone }, svg("path", { class: "area", d: rows.length ? area : "" }),
      svg("path", { class: "line", d: line }));
  });
}

function bars(rows, series, x, y, space) {
  const thick = Math.max(2, (space - LEFT) / Math.max(1, rows.length) - 3);
  return rows.map((row, at) => {
    let below = 0;
    return series.map(one => {
      const value = one.value(row);
      const top = y(below + value);
      const bar = svg("rect", { class: "tone bar " + one.tone, x: (x(at) - thick / 2).toFixed(1), width: thick.toFixed(1),
        y: top.toFixed(1), height: Math.max(0, y(below) - top).toFixed(1) });
      below += value;
      return bar;
    });
  });
}

function summary(name, rows, series, show) {
  return `${name}. ` + series.map(one => {
    const values = rows.map(one.value);
    return values.length ? `${one.name}: now ${show(values[values.length - 1])}, highest ${show(Math.max(...values))}` : one.name;
  }).join("; ");
}
