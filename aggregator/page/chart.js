"use strict";

// Charts. Each has one uPlot, which gets new data again and again, and is made
// anew only where its lines are others.

const theme = getComputedStyle(document.documentElement);
const color = (name) => theme.getPropertyValue(name).trim() || "gray";

class Chart {
  // show turns a value into text; short does so for an axis.
  constructor(id, { show, short = show, stacked = false }) {
    Object.assign(this, { show, short, stacked, lines: [], index: null });
    this.figure = document.getElementById(id);
    this.plot = this.figure.querySelector(".plot");
    this.outputs = this.figure.querySelectorAll("output");
    this.legend = this.figure.querySelector(".legend");
    this.details = this.figure.querySelector("details");
    this.details.addEventListener("toggle", () => this.tabulate());
    new ResizeObserver(() => this.resize()).observe(this.plot);
  }

  // draw takes lines of the form {label, color, points}, the most important first.
  draw(times, lines) {
    const labels = (of) => of.map((l) => l.label).join("\n");
    const same = this.uplot && labels(this.lines) === labels(lines);
    Object.assign(this, { times, lines });
    if (!same) this.make();
    this.uplot.setData([times, ...(this.stacked ? stack(lines) : lines.map((l) => l.points))]);
    this.tell();
    this.tabulate();
    this.plot.setAttribute("aria-label", this.summary());
  }

  make() {
    this.uplot?.destroy();
    this.uplot = new uPlot(this.options(), [[], ...this.lines.map(() => [])], this.plot);
    if (!this.legend) return;
    this.legend.replaceChildren(...this.lines.map((line) => {
      const item = document.createElement("li"), swatch = document.createElement("i");
      swatch.style.background = `var(${line.color})`;
      item.append(swatch, line.label, " ", document.createElement("output"));
      return item;
    }));
    this.outputs = this.legend.querySelectorAll("output");
  }

  options() {
    const axis = { stroke: () => color("--muted"), font: "11px system-ui, sans-serif",
      ticks: { show: false }, grid: { stroke: () => color("--line"), width: 1 } };
    return {
      ...this.size(), legend: { show: false }, padding: [6, 20, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, points: { show: !this.stacked } },
      hooks: { setCursor: [(u) => { this.index = u.cursor.idx; this.tell(); }] },
      scales: {
        x: { range: (u, min, max) => [Math.max(Math.min(min, max - 60), max - 600), max] },
        y: { range: (u, min, max) => [Math.min(0, min ?? 0), max > 0 ? max * 1.1 : 1] },
      },
      axes: [
        { ...axis, size: 22, space: 70, grid: { show: false },
          incrs: [5, 10, 15, 30, 60, 120, 180, 300],
          values: (u, times, axis, space, step) =>
            times.map((t) => clock(t).slice(0, step < 60 ? 8 : 5)) },
        { ...axis, size: 50, space: 28, values: (u, ys) => ys.map(this.short) },
      ],
      series: [{}, ...(this.stacked ? this.lines.toReversed() : this.lines).map((line) => ({
        stroke: () => color(line.color), width: this.stacked ? 0 : 1.5, points: { show: false },
        fill: this.stacked || this.lines.length === 1
          ? () => color(line.color) + (this.stacked ? "" : "22") : undefined,
      }))],
    };
  }

  size() { return { width: Math.max(this.plot.clientWidth, 120), height: this.plot.clientHeight }; }

  resize() { this.uplot?.setSize(this.size()); }

  // tell shows the values at the cursor, else the newest.
  tell() {
    this.lines.forEach(({ points }, i) => {
      const value = points[this.index ?? points.length - 1];
      if (this.outputs[i]) this.outputs[i].textContent = this.show(value);
    });
  }

  summary() {
    const title = this.figure.querySelector("figcaption").textContent.replace(/\s+/g, " ").trim();
    return `${title}, last 10 minutes. Now: ` + (this.lines.map((line) =>
      `${line.label} ${this.show(line.points.at(-1))}`).join(", ") || "nothing");
  }

  // tabulate writes the table behind the chart, a line for every half minute.
  tabulate() {
    if (!this.details.open || !this.lines.length) return;
    const rows = [["time", ...this.lines.map((l) => l.label)]];
    for (let i = this.times.length - 1; i >= 0; i -= 15) {
      rows.push([clock(this.times[i]), ...this.lines.map((l) => this.show(l.points[i]))]);
    }
    const table = document.createElement("table");
    rows.forEach((cells, r) => {
      const row = table.insertRow();
      cells.forEach((text, c) => {
        const cell = row.appendChild(document.createElement(r && c ? "td" : "th"));
        if (cell.tagName === "TH") cell.scope = r ? "row" : "col";
        if (c) cell.className = "n";
        cell.textContent = text;
      });
    });
    this.details.querySelector(".values").replaceChildren(table);
  }
}

// stack adds up the lines, each on the ones before. What uPlot draws first is
// the highest: of that, the others leave visible what is its own.
function stack(lines) {
  const sums = [];
  let below = null;
  for (const { points } of lines) {
    const under = below;
    below = points.map((v, i) => under?.[i] == null ? v : (v ?? 0) + under[i]);
    sums.unshift(below);
  }
  return sums;
}

// spark draws a small line into an SVG of 120 by 20.
function spark(svg, points) {
  const line = svg.firstChild;
  const max = Math.max(...points), min = Math.min(0, ...points), height = max - min || 1;
  const step = 120 / Math.max(points.length - 1, 29);
  const x = (i) => (120 - (points.length - 1 - i) * step).toFixed(1);
  const y = (v) => (19 - (v - min) / height * 18).toFixed(1);
  const at = (v, i) => v === null ? "" : `${x(i)},${y(v)}`;
  line.setAttribute("points", points.map(at).join(" "));
}
