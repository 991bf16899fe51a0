/** Answered and abandoned calls by the half hour in which they came, as bars. */
import { make, draw, say, show, mark } from "./dom.js";
import { widthOf } from "./text-size.js";

const sidePadding = 28, headHeight = 46, axisHeight = 38, labelSize = 24;
const halfHour = 1800000, mostBars = 60;

export function intervalsTile(tile, box) {
  const legend = make("span", "legend", make("i", "key key-answered"), "answered", make("i", "key key-abandoned"), "abandoned");
  const head = make("div", "row head", make("div", "head-title", tile.title || "Calls by half hour"), legend);
  const nothing = make("div", "nothing", "No calls yet today");
  const width = Math.floor(box.width - 2 * sidePadding), height = Math.floor(box.height - 40 - headHeight);
  const svg = draw("svg", { class: "chart", width: width, height: height, viewBox: "0 0 " + width + " " + height });
  const node = make("section", "tile tile-list tile-intervals", head, nothing, svg);
  let drawn = null;

  return {
    node: node,
    paint(scene) {
      const intervals = (scene.state && scene.state.intervals) || {};
      // A patch makes a new object of what it changes, and leaves the rest.
      if (intervals === drawn) return;
      drawn = intervals;
      const bars = barsOf(intervals);
      show(nothing, bars.length === 0);
      mark(svg, "visibility", bars.length === 0 ? "hidden" : "visible");
      while (svg.firstChild) svg.removeChild(svg.firstChild);
      if (bars.length > 0) drawChart(svg, bars, width, height);
    },
  };
}

/** From the first half hour to the last, also those without calls: {label, answered, abandoned}. */
function barsOf(intervals) {
  const starts = Object.keys(intervals).sort();
  if (starts.length === 0) return [];
  const bars = [];
  // Local times without a zone: read as UTC they are half an hour apart but where clocks change.
  const last = Date.parse(starts[starts.length - 1] + ":00Z");
  for (let at = Date.parse(starts[0] + ":00Z"); at <= last && bars.length < mostBars; at += halfHour) {
    const start = new Date(at).toISOString().slice(0, 16);
    const counts = intervals[start] || {};
    bars.push({ label: start.slice(11), answered: counts.answered || 0, abandoned: counts.abandoned || 0 });
  }
  return bars;
}

function drawChart(svg, bars, width, height) {
  const most = Math.max.apply(null, bars.map((bar) => bar.answered + bar.abandoned).concat([1]));
  const step = niceStep(most), top = Math.ceil(most / step) * step;
  const scaleWidth = Math.ceil(widthOf(String(top), 500) * labelSize) + 14;
  const floor = height - axisHeight, ceiling = labelSize / 2;
  const y = (count) => floor - (floor - ceiling) * count / top;
  for (let count = 0; count <= top; count += step) {
    svg.append(draw("line", { class: "chart-line", x1: scaleWidth, x2: width, y1: y(count), y2: y(count) }));
    svg.append(draw("text", {
      class: "chart-text", x: scaleWidth - 14, y: y(count) + labelSize * 0.36, "text-anchor": "end",
    }, String(count)));
  }
  const slot = Math.min(120, (width - scaleWidth) / bars.length), barWidth = Math.max(4, slot * 0.7);
  const labelEvery = Math.ceil((widthOf("00:00", 500) * labelSize + 22) / slot);
  bars.forEach((bar, index) => {
    const x = scaleWidth + index * slot + (slot - barWidth) / 2;
    drawBar(svg, "bar-answered", x, barWidth, y(bar.answered), floor);
    drawBar(svg, "bar-abandoned", x, barWidth, y(bar.answered + bar.abandoned), y(bar.answered) - 3);
    // The first whole hour decides, so that the labels are whole hours where they can be.
    const from = labelEvery > 1 && bars[0].label.slice(3) === "30" ? 1 : 0;
    const middle = x + barWidth / 2, half = widthOf("00:00", 500) * labelSize / 2;
    if ((index - from) % evenUp(labelEvery) !== 0 || middle + half > width) return;
    svg.append(draw("text", { class: "chart-text", x: middle, y: height - 6, "text-anchor": "middle" }, bar.label));
  });
}

function drawBar(svg, name, x, width, top, bottom) {
  if (bottom - top < 1) return;
  svg.append(draw("rect", { class: name, x: x, y: top, width: width, height: bottom - top, rx: 4 }));
}

function evenUp(every) {
  return every > 1 && every % 2 === 1 ? every + 1 : every;
}

/** 1, 2 or 5 times a power of ten, for two to four lines. */
function niceStep(most) {
  let power = 1;
  while (power * 10 <= most / 2) power *= 10;
  return [1, 2, 5, 10].map((factor) => factor * power).filter((step) => most / step <= 3)[0] || power * 10;
}
