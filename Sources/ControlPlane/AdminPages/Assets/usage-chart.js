/**
 * Seats taken and the maximum over a month, as steps: both change at single moments and are constant in between.
 */
import { element, fill } from "./element.js";
import { say } from "./time.js";
import { maximumWord } from "./words.js";

const height = 240, left = 44, right = 12, top = 14, bottom = 28;

/** Draws the statement's chart into a `figure`, and again when its width changes, so that its texts keep their size. */
export function drawChart(figure, usage) {
  observer?.disconnect();
  observer = new ResizeObserver(() => draw(figure, usage));
  observer.observe(figure);
}
let observer = null;

function draw(figure, usage) {
  const width = Math.max(300, Math.round(figure.clientWidth));
  if (figure.dataset.width === String(width) && figure.dataset.asOf === usage.asOf) return;
  Object.assign(figure.dataset, { width, asOf: usage.asOf });
  const from = Date.parse(usage.from), to = Date.parse(usage.to);
  const until = Math.min(to, Date.parse(usage.asOf));
  const seats = [{ at: from, count: usage.boardLicences.total.opening }, ...usage.lines.map((line) => ({ at: Date.parse(line.at), count: line.total }))];
  const maximum = usage.maximum.map((step) => ({ at: Math.max(from, Date.parse(step.from)), count: step.maxWallboards }));
  const most = Math.max(4, usage.boardLicences.total.highest.count, ...maximum.map(({ count }) => count ?? 0));
  const scale = niceScale(most);
  const x = (moment) => left + (Math.max(from, moment) - from) / (to - from) * (width - left - right);
  const y = (count) => height - bottom - count / scale.top * (height - top - bottom);

  const taken = steps(seats, x, y, until);

  const drawing = element("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": description(usage) },
    scale.marks.map((mark) => [
      element("line", { class: "grid", x1: left, x2: width - right, y1: y(mark), y2: y(mark) }),
      element("text", { x: left - 10, y: y(mark) + 4, "text-anchor": "end" }, mark)]),
    days(from, to, width < 600 ? 14 : 7).map((day) => element("text", { x: x(day), y: height - 6, "text-anchor": day === from ? "start" : "middle" }, say("dayMonth", day, usage.timeZone))),
    element("path", { class: "seats-area", d: `${taken}V${y(0)}H${x(from)}Z` }),
    element("path", { class: "seats", d: taken }),
    runs(maximum).map(({ points, end }) => element("path", { class: "maximum", d: steps(points, x, y, Math.min(end ?? until, until)) })));
  const isUnlimited = maximum.some(({ count }) => count === null);
  fill(figure, drawing, element("figcaption", {}, element("span", { class: "key" }, "Seats taken"),
    element("span", { class: "key maximum-key" }, isUnlimited ? "Maximum; no line where it is unlimited" : "Maximum")));
}

/** The path of steps that goes on until `end`. */
function steps(points, x, y, end) {
  const path = points.map(({ at, count }, index) => index === 0 ? `M${x(at).toFixed(1)} ${y(count)}` : `H${x(at).toFixed(1)}V${y(count)}`);
  return `${path.join("")}H${x(end).toFixed(1)}`;
}

/** Parts with a number, between those that are unlimited. */
function runs(maximum) {
  const found = [];
  maximum.forEach((step, index) => {
    const before = maximum[index - 1];
    if (step.count === null) {
      if (found.length && before?.count !== null) found.at(-1).end = step.at;
    } else if (!before || before.count === null) {
      found.push({ points: [step] });
    } else {
      found.at(-1).points.push(step);
    }
  });
  return found;
}

/** A round top and at most five marks. */
function niceScale(most) {
  const size = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000].find((step) => most / step <= 4.5) ?? most;
  const top = Math.ceil(most * 1.05 / size) * size;
  return { top, marks: Array.from({ length: Math.round(top / size) + 1 }, (_, index) => index * size) };
}

/** The first day, and each that is so many days behind the last. */
function days(from, to, apart) {
  const step = apart * 86_400_000;
  return Array.from({ length: Math.ceil((to - from - 86_400_000) / step) }, (_, index) => from + index * step);
}

function description(usage) {
  const { opening, highest, closing } = usage.boardLicences.total;
  const last = usage.maximum.at(-1);
  return `Seats taken: ${opening} at the beginning, ${highest.count} at most, ${closing} at the end. Maximum${last ? ` at the end: ${maximumWord(last.maxWallboards)}` : ""}.`;
}
