/** Answered and abandoned calls by the half hour in which they came, as bars. */
import { make, draw, say, show, mark } from "./dom.js";
import { widthOf } from "./text-size.js";
import { formatCount } from "./format.js";

const sidePadding = 28, headHeight = 46, axisHeight = 38, labelSize = 24;
const halfHour = 1800000, mostBars = 60;
/** Below this the title stands at the left, since there is no room for it on top. */
const slimHeight = 230, slimTitle = 190;

export function intervalsTile(tile, box) {
  const isSlim = box.height < slimHeight;
  const legend = make("span", "legend", make("i", "key key-answered"), "answered", make("i", "key key-abandoned"), "abandoned");
  const isNarrow = box.width < 620;
  const head = isSlim ? make("div", "label", tile.title || "By half hour")
    : make("div", "row head", make("div", "head-title", tile.title || (isNarrow ? "Calls" : "Calls by half hour")), legend);
  const nothing = make("div", "nothing", "No calls yet today");
  const width = Math.floor(box.width - 2 * sidePadding - (isSlim ? slimTitle : 0));
  const height = Math.floor(box.height - (isSlim ? 20 : 40 + headHeight));
  const svg = draw("svg", { class: "chart", width: width, height: height, viewBox: "0 0 " + width + " " + height });
  const node = make("section", "tile tile-list tile-intervals" + (isSlim ? " slim" : ""), head, nothing, svg);
  let drawn = null;

  return {
    node: node,
    paint(scene) {
      const intervals = (scene.state && scene.state.intervals) || {};
      // A patch replaces the objects that it changes, and leaves the rest.
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
  // Local times without a zone: read as UTC they are half an hour apart except when clocks change.
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
  const step = niceStep(most), top = most * 1.04;
  const hasScale = height > 110;
  const scaleWidth = hasScale ? Math.ceil(widthOf(formatCount(top), 500) * labelSize) + 14 : 0;
  const floor = height - axisHeight, ceiling = hasScale ? labelSize / 2 : 0;
  const y = (count) => floor - (floor - ceiling) * count / top;
  for (let count = 0; count <= (hasScale ? top : 0); count += step) {
    svg.append(draw("line", { class: "chart-line", x1: scaleWidth, x2: width, y1: y(count), y2: y(count) }));
    if (!hasScale) continue;
    svg.append(draw("text", {
      class: "chart-text", x: scaleWidth - 14, y: y(count) + labelSize * 0.36, "text-anchor": "end",
    }, formatCount(count)));
  }
  const slot = (width - scaleWidth) / bars.length, barWidth = Math.max(4, Math.min(96, slot * 0.72));
  const labelEvery = Math.ceil((widthOf("00:00", 500) * labelSize + 22) / slot);
  bars.forEach((bar, index) => {
    const x = scaleWidth + index * slot + (slot - barWidth) / 2;
    drawBar(svg, "bar-answered", x, barWidth, y(bar.answered), floor);
    drawBar(svg, "bar-abandoned", x, barWidth, y(bar.answered + bar.abandoned), y(bar.answered) - 3);
    // The first whole hour decides, so that the labels are whole hours if possible.
    const from = labelEvery > 1 && bars[0].label.slice(3) === "30" ? 1 : 0;
    const middle = x + barWidth / 2, half = widthOf("00:00", 500) * labelSize / 2;
    if ((index - from) % evenUp(labelEvery) !== 0 || middle + half > width || middle < half) return;
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
