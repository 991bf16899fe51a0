/** A half circle that fills from the left, with a mark where an alarm begins. */
import { draw, mark, say } from "./dom.js";
import { sizeFor } from "./text-size.js";

const mostSize = 300;

/** `box`: the tile's width and height in pixels. `paint(text, ratio, about, alarms)` shows a ratio from 0 to 1, or null. */
export function makeGauge(box) {
  const width = box.width - 56, height = box.height - 84;
  const thickness = Math.max(26, Math.round(Math.min(width / 2, height) * 0.1));
  const aboutSize = Math.max(28, Math.min(48, Math.round(height * 0.08)));
  const radius = Math.min(width / 2 - thickness, height - thickness - 8 - aboutSize * 1.35);
  const centre = { x: width / 2, y: radius + thickness / 2 + 8 };
  const track = arc("gauge-track"), fill = arc("gauge-fill");
  const value = draw("text", { class: "gauge-value", x: centre.x, y: centre.y - 8, "text-anchor": "middle" });
  const about = draw("text", { class: "gauge-about", x: centre.x, y: centre.y + thickness / 2 + aboutSize * 0.96, "text-anchor": "middle" });
  const marks = draw("g", {});
  const node = draw("svg", { class: "gauge", width: width, height: height, viewBox: "0 0 " + width + " " + height },
    track, fill, marks, value, about);
  const length = Math.PI * radius;
  let marked = "";

  function arc(name) {
    const left = centre.x - radius, right = centre.x + radius;
    return draw("path", {
      class: name, "stroke-width": thickness,
      d: "M " + left + " " + centre.y + " A " + radius + " " + radius + " 0 0 1 " + right + " " + centre.y,
    });
  }

  function at(ratio, distance) {
    const angle = Math.PI * (1 - ratio);
    return [centre.x + distance * Math.cos(angle), centre.y - distance * Math.sin(angle)];
  }

  function markAlarms(alarms) {
    const key = alarms.map((alarm) => alarm.colour + alarm.value).join(" ");
    if (key === marked) return;
    marked = key;
    while (marks.firstChild) marks.removeChild(marks.firstChild);
    for (const alarm of alarms) {
      if (!(alarm.value > 0 && alarm.value < 1)) continue;
      const from = at(alarm.value, radius - thickness / 2 - 8), to = at(alarm.value, radius + thickness / 2 + 8);
      marks.append(draw("line", {
        class: "gauge-mark mark-" + alarm.colour, x1: from[0], y1: from[1], x2: to[0], y2: to[1],
      }));
    }
  }

  return {
    node: node,
    paint(text, ratio, told, alarms) {
      const part = ratio === null ? 0 : Math.max(0, Math.min(1, ratio));
      mark(fill, "stroke-dasharray", (part * length).toFixed(1) + " " + (length + 10).toFixed(1));
      mark(fill, "visibility", part > 0 ? "visible" : "hidden");
      say(value, text);
      mark(value, "font-size", sizeFor(text, 700, (radius - thickness) * 1.5, Math.min(mostSize, radius * 0.66)));
      say(about, told);
      mark(about, "font-size", sizeFor(told || " ", 500, width, aboutSize));
      markAlarms(alarms);
    },
  };
}
