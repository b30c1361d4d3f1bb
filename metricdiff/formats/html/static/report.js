// Draws the pictures of a report with Observable Plot, and lets its table be sorted and filtered.
"use strict";

const SKLEARN = "var(--sklearn)", KERAS = "var(--keras)", CAUSE = "var(--cause)";
const SIDES = { domain: ["sklearn", "keras"], range: [SKLEARN, KERAS] };
const EXACT = { maximumSignificantDigits: 7 };
const text = (value) => (value === null ? "none" : value.toLocaleString("en", EXACT));

const short = (name) => (name.length > 9 ? `${name.slice(0, 8)}\u2026` : name);

// Each takes the data of a figure and its width in pixels, and returns what is shown there.
const kinds = {
  waterfall(data, width) {
    const steps = data.steps.map((step, place) => ({ ...step, key: `${place} ${step.code}` }));
    const ends = data.ends;
    const title = (step) => `${step.code} ${step.name}\n${step.text}: ${text(step.start)} to ${text(step.end)}`;
    return Plot.plot({
      width, height: 52 + 24 * (steps.length + 2), marginLeft: 58, marginRight: 68, marginTop: 8, marginBottom: 30,
      x: { nice: true, ticks: Math.max(2, Math.floor(width / 130)), label: null },
      y: {
        domain: [ends[0].name, ...steps.map((step) => step.key), ends[1].name], label: null, tickSize: 0,
        tickFormat: (key) => key.replace(/^\d+ /, ""), padding: 0.3,
      },
      marks: [
        Plot.gridX({ stroke: "var(--line)", strokeOpacity: 1 }),
        Plot.barX(steps, { x1: "start", x2: "end", y: "key", fill: CAUSE, insetTop: 3, insetBottom: 3 }),
        Plot.dot(ends, { x: "value", y: "name", r: 5, fill: colour }),
        Plot.text([...steps, ...ends], { y: (one) => one.key ?? one.name, text: "text", frameAnchor: "right", textAnchor: "start", dx: 8 }),
        Plot.tip(steps, Plot.pointerY({ x: "end", y: "key", title })),
        Plot.tip(ends, Plot.pointer({ x: "value", y: "name", title: (end) => `${end.name} ${end.text}` })),
      ],
    });
  },

  scores(data, width) {
    const bars = data.groups.flatMap((group) =>
      group.counts.map((count, place) => ({
        group: group.name, count, x1: data.edges[place], x2: data.edges[place + 1],
      })));
    const title = (bar) => `${bar.group}\n${text(bar.x1)} to ${text(bar.x2)}: ${text(bar.count)}`;
    const named = (cut) => [cut.name && `${cut.name} ${cut.name === "both" ? "cut" : "cuts"} at`, text(cut.at)].filter(Boolean).join(" ");
    const first = data.groups[0].name;
    return Plot.plot({
      width, height: 110 + 90 * data.groups.length, marginLeft: 46, marginTop: 34, marginRight: 12,
      x: { label: null }, y: { label: "rows", grid: true, nice: true, ticks: 3 },
      fy: { label: null, domain: data.groups.map((group) => group.name), axis: null },
      marks: [
        Plot.rectY(bars, { x1: "x1", x2: "x2", y: "count", fy: "group", fill: "var(--faint)", fillOpacity: 0.55, inset: 0.5 }),
        data.cuts.length === 2
          ? Plot.rectX([data.cuts], { x1: (pair) => pair[0].at, x2: (pair) => pair[1].at, fill: CAUSE, fillOpacity: 0.25 })
          : null,
        Plot.ruleX(data.cuts, { x: "at", stroke: colour, strokeWidth: 2 }),
        ...data.cuts.map((cut, place) =>
          Plot.text([cut], {
            x: "at", fy: () => first, frameAnchor: "top", text: named, fill: colour, dy: -4, lineAnchor: "bottom",
            textAnchor: data.cuts.length === 1 ? "middle" : place ? "start" : "end",
          })),
        Plot.text(data.groups, { fy: "name", text: "name", frameAnchor: "top-left", dx: 4, dy: 2, fontWeight: 600 }),
        data.between.length
          ? Plot.dot(data.between, {
              x: "score", fy: () => data.groups.at(-1).name, y: 0, r: 3.5, fill: CAUSE, stroke: "var(--paper)",
              title: (one) => `${one.row}: score ${text(one.score)}, label ${one.label}\n${one.code}`, tip: true,
            })
          : null,
        Plot.ruleY([0]),
        Plot.tip(bars, Plot.pointerX({ x1: "x1", x2: "x2", y: "count", fy: "group", title })),
      ],
    });
  },

  roc: (data, width) => curve(data, width, "false positive rate", "true positive rate"),
  pr: (data, width) => curve(data, width, "recall", "precision"),

  threshold(data, width) {
    const points = (side) => data[side].map((value, place) => ({ at: data.at[place], value, side }));
    const lines = [...points("sklearn"), ...(data.keras ? points("keras") : [])];
    const alone = data.keras === null && data.inKeras ? "sklearn and keras" : null;
    const title = (point) => `threshold ${text(point.at)}\n${alone ?? point.side} ${text(point.value)}`;
    return Plot.plot({
      width, height: 190, marginLeft: 46, marginRight: 12,
      x: { label: "threshold", labelArrow: "none" }, y: { grid: true, label: null, nice: true, ticks: 4 },
      color: SIDES,
      marks: [
        data.best === null ? null : Plot.ruleX([data.best], { stroke: "var(--faint)", strokeDasharray: "3,3" }),
        Plot.lineY(lines, { x: "at", y: "value", stroke: "side", curve: "step-after", strokeWidth: 1.8 }),
        Plot.tip(lines, Plot.pointerX({ x: "at", y: "value", title })),
        Plot.text([alone ? "both" : data.keras ? "" : "not in keras"], { frameAnchor: "bottom-right", dx: -4, dy: -4, fill: "var(--faint)" }),
      ],
    });
  },

  confusion(data, width) {
    const cells = data.sides.flatMap((side) =>
      side.cells.flatMap((row, label) =>
        row.map((count, decided) => ({
          side: side.name, label: data.names[label], decided: data.names[decided], count, right: label === decided,
          other: data.sides.find((one) => one !== side).cells[label][decided],
        }))));
    const most = (right) => Math.max(1, ...cells.filter((cell) => cell.right === right).map((cell) => cell.count));
    const shade = { true: most(true), false: most(false) };
    const beside = width > 280, size = Math.min((width - 90) / (beside ? 2 : 1), 44 * data.names.length + 60);
    const facet = beside ? { fx: "side" } : { fy: "side" };
    const title = (cell) => `label ${cell.label}, decided ${cell.decided}\n${cell.side} ${text(cell.count)}, ${cell.side === "keras" ? "sklearn" : "keras"} ${text(cell.other)}`;
    const moved = cells.filter((cell) => cell.count !== cell.other);
    return Plot.plot({
      width: Math.min(width, 90 + size * (beside ? 2 : 1)), height: (beside ? size : 2 * size) + 60,
      marginLeft: 56, marginTop: 42, marginBottom: 24,
      x: { domain: data.names, label: null, axis: "bottom", tickSize: 0, padding: 0.06, tickFormat: short },
      y: { domain: data.names, label: null, tickSize: 0, padding: 0.06, tickFormat: short },
      [beside ? "fx" : "fy"]: { domain: ["sklearn", "keras"], label: null },
      marks: [
        Plot.cell(cells, {
          ...facet, x: "decided", y: "label", fill: (cell) => (cell.right ? SKLEARN : KERAS),
          fillOpacity: (cell) => (cell.count ? 0.08 + 0.4 * (cell.count / shade[cell.right]) : 0.03),
        }),
        Plot.cell(moved, { ...facet, x: "decided", y: "label", stroke: CAUSE, strokeWidth: 2.5 }),
        Plot.text(cells.filter((cell) => cell.count || data.names.length < 6), {
          ...facet, x: "decided", y: "label", text: (cell) => text(cell.count), fill: "currentColor",
        }),
        Plot.tip(cells, Plot.pointer({ ...facet, x: "decided", y: "label", title })),
      ],
    });
  },

  classes(data, width) {
    const rows = data.names.map((name, place) => ({
      name: `${place} ${name}`, sklearn: data.sklearn[place], keras: data.keras[place],
    }));
    const gap = (row) => (row.sklearn === null || row.keras === null ? "none" : text(row.keras - row.sklearn));
    const title = (row) => `${row.name.replace(/^\d+ /, "")}\nsklearn ${text(row.sklearn)}\nkeras ${text(row.keras)}\ndifference ${gap(row)}`;
    return Plot.plot({
      width, height: 60 + 18 * rows.length, marginLeft: 80, marginRight: 12,
      x: { grid: true, nice: true, label: null }, color: { ...SIDES, legend: true },
      y: {
        domain: rows.map((row) => row.name), label: null, tickSize: 0,
        tickFormat: (name) => short(name.replace(/^\d+ /, "")),
      },
      marks: [
        Plot.link(rows, { x1: "sklearn", x2: "keras", y1: "name", y2: "name", stroke: CAUSE, strokeWidth: 2 }),
        Plot.dot(rows, { x: "sklearn", y: "name", fill: () => "sklearn", r: 4.5 }),
        Plot.dot(rows, { x: "keras", y: "name", stroke: () => "keras", r: 4.5, strokeWidth: 2 }),
        Plot.tip(rows, Plot.pointerY({ x: "keras", y: "name", title })),
      ],
    });
  },

  residuals(data, width) {
    const points = data.x.map((x, place) => ({
      x, y: data.y[place], row: data.rows[place], output: data.outputs?.[place],
    }));
    const title = (point) => [point.row, point.output, `prediction ${text(point.x)}`, `residual ${text(point.y)}`].filter(Boolean).join("\n");
    return Plot.plot({
      width, height: 260, marginLeft: 52, marginRight: 12,
      x: { label: "prediction", labelArrow: "none", nice: true }, y: { label: "residual", labelArrow: "none", grid: true, nice: true },
      symbol: data.outputs ? { legend: true } : undefined,
      marks: [
        Plot.ruleY([0]),
        Plot.dot(points, { x: "x", y: "y", r: 2.5, fill: SKLEARN, fillOpacity: 0.6, symbol: data.outputs ? "output" : undefined }),
        Plot.tip(points, Plot.pointer({ x: "x", y: "y", title })),
      ],
    });
  },
};

// Whose it is: scikit-learn's, Keras's, or nobody's.
function colour(one) {
  return { sklearn: SKLEARN, keras: KERAS }[one.name] ?? "currentColor";
}

// The exact curve, Keras's samples of it, and the area between the two.
function curve(data, width, x, y) {
  const side = Math.min(width, 440);
  const lines = [`sklearn ${data.sklearn}`, `keras ${data.keras}, ${data.grid} thresholds`, `difference ${data.difference}`];
  const known = (point) => point[0] !== null && point[1] !== null;
  const exact = data.exact.filter(known), sampled = data.sampled.filter(known);
  const title = (point) => `${x} ${text(point[0])}\n${y} ${text(point[1])}${point[2] === null ? "" : `\nscore above ${text(point[2])}`}`;
  return Plot.plot({
    width: side, height: side * 0.8, marginLeft: 46, marginRight: 12,
    x: { domain: [0, 1], label: x, labelArrow: "none" }, y: { domain: [0, 1], label: y, labelArrow: "none", grid: true },
    marks: [
      Plot.line([...exact, ...sampled.toReversed()], { x: "0", y: "1", fill: "var(--lost)", fillOpacity: 0.25, stroke: "none", curve: "linear-closed" }),
      Plot.line(exact, { x: "0", y: "1", stroke: SKLEARN, strokeWidth: 1.8 }),
      Plot.line(sampled, { x: "0", y: "1", stroke: KERAS, strokeWidth: 1 }),
      Plot.dot(sampled, { x: "0", y: "1", fill: KERAS, r: 2.6 }),
      ...lines.map((line, place) =>
        Plot.text([line], {
          frameAnchor: "bottom-right", dx: -8, dy: -8 - 15 * (lines.length - 1 - place), fontSize: 11,
          fill: [SKLEARN, KERAS][place] ?? "currentColor", stroke: "var(--card)", strokeWidth: 4,
        })),
      Plot.tip(sampled, Plot.pointer({ x: "0", y: "1", title })),
    ],
  });
}

function draw(chart) {
  const place = document.getElementById(chart.id);
  const width = Math.floor(place.clientWidth);
  if (!width || place.dataset.width === String(width)) return;
  place.dataset.width = width;
  const shown = kinds[chart.kind](chart.data, width);
  for (const svg of shown.matches("svg") ? [shown] : shown.querySelectorAll("svg")) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", chart.label);
    // The picture has one name; its parts are not for reading out.
    svg.querySelectorAll("g[aria-label]").forEach((part) => part.removeAttribute("aria-label"));
  }
  place.replaceChildren(shown);
}

function drawAll() {
  const charts = JSON.parse(document.getElementById("charts")?.textContent ?? "[]");
  const byPlace = new Map(charts.map((chart) => [document.getElementById(chart.id), chart]));
  // What is folded away has no width; it is drawn when it is unfolded, or when paper is.
  const observer = new ResizeObserver((entries) => entries.forEach((one) => draw(byPlace.get(one.target))));
  byPlace.forEach((_, place) => observer.observe(place));
  addEventListener("beforeprint", () => {
    document.querySelectorAll("#findings details").forEach((one) => (one.open = true));
    byPlace.forEach(draw);
  });
}

function sortable(table) {
  const headings = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  const original = [...body.rows];
  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? cell.textContent : cell.dataset.value === "" ? null : Number(cell.dataset.value);
  };
  headings.forEach((heading, column) =>
    heading.querySelector("button").addEventListener("click", () => {
      const now = { ascending: "descending", descending: null }[heading.getAttribute("aria-sort")];
      const order = now === undefined ? "ascending" : now;
      headings.forEach((one) => one.removeAttribute("aria-sort"));
      if (order) heading.setAttribute("aria-sort", order);
      const sign = order === "descending" ? -1 : 1;
      const compared = (a, b) => {
        const [left, right] = [key(a, column), key(b, column)];
        if (left === null || right === null) return (left === null) - (right === null);
        return sign * (typeof left === "number" ? left - right : left.localeCompare(right, "en"));
      };
      body.append(...(order ? original.toSorted(compared) : original));
    }));
}

function filterable(table, controls) {
  const [words, verdict, cause] = ["filter-text", "filter-verdict", "filter-cause"].map((id) => document.getElementById(id));
  const rows = [...table.tBodies[0].rows];
  const apply = () => {
    const wanted = words.value.toLowerCase();
    rows.forEach((row) => {
      row.hidden = !(
        row.cells[0].textContent.toLowerCase().includes(wanted) &&
        (!verdict.value || row.dataset.verdict === verdict.value) &&
        (!cause.value || row.dataset.causes.split(" ").includes(cause.value)));
    });
    const shown = rows.filter((row) => !row.hidden).length;
    document.getElementById("filter-count").textContent = `${shown} of ${rows.length}`;
  };
  [words, verdict, cause].forEach((control) => control.addEventListener("input", apply));
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.hidden = false;
  apply();
}

const table = document.querySelector("table.comparisons");
if (table) {
  sortable(table);
  filterable(table, document.querySelector(".controls"));
}
drawAll();
