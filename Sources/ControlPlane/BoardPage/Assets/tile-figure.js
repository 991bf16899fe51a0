/** One figure, as large as its tile allows; the service level has a gauge around it where there is room. */
import { make, say, dress, style } from "./dom.js";
import { FIGURES, figureValue, figureContext } from "./figures.js";
import { formatValue } from "./format.js";
import { alarmOf, alarmClass } from "./alarms.js";
import { sizeFor, widthOf } from "./text-size.js";
import { makeGauge } from "./gauge.js";

const padding = 28, labelHeight = 44, contextHeight = 44, mostSize = 300;
/** The part of the free height that a figure takes: the rest is air. */
const share = 0.86;
/** Below this there is no room for a label over the figure: it stands beside it. */
const slimHeight = 175;

/** `box`: width and height in pixels. */
export function figureTile(tile, box) {
  const figure = FIGURES[tile.figure];
  const name = tile.title || figure.label + (tile.queue ? " · " + tile.queue : "");
  const isSlim = box.height < slimHeight;
  const gauge = tile.figure === "serviceLevel" && box.height >= 230 && box.width >= 300 ? makeGauge(box) : null;
  const label = make("div", "label", name);
  const value = make("div", "value");
  const context = make("div", "context");
  const body = gauge ? gauge.node : value;
  const node = make("section", "", label, body, isSlim || gauge ? null : context);
  const kind = "tile tile-figure" + (isSlim ? " slim" : box.height > 380 ? " tall" : "") + (gauge ? " gauged" : "");
  if (isSlim) style(label, "max-width", Math.floor((box.width - 2 * padding) * 0.5) + "px");

  /** Not so large that it would not fit, and so that a longer value can come without a jump. */
  function size(text) {
    if (isSlim) {
      const beside = Math.min(widthOf(name, 500) * 28, (box.width - 2 * padding) * 0.5) + 24;
      return sizeFor(text, 700, box.width - 2 * padding - beside, box.height * 0.62);
    }
    const height = box.height - 2 * 20 - labelHeight - contextHeight;
    return sizeFor(text, 700, box.width - 2 * padding, Math.min(mostSize, height * share));
  }

  return {
    node: node,
    paint(scene) {
      const number = figureValue(tile.figure, tile.queue, scene.state, scene.now);
      const alarm = alarmOf(scene.alarms, tile.figure, tile.queue, number);
      const text = formatValue(figure.unit, number);
      const about = figureContext(tile.figure, tile.queue, scene.state, scene.now, formatValue);
      const tone = !alarm && number && figure.tone ? " tone-" + figure.tone : "";
      dress(node, kind + tone + alarmClass(alarm) + (figure.live ? " live" : ""));
      if (gauge) {
        gauge.paint(text, number, about, scene.alarms.filter((one) => one.figure === tile.figure &&
          (one.queue || null) === (tile.queue || null)));
        return;
      }
      say(value, text);
      style(value, "font-size", size(text) + "px");
      say(context, about);
    },
  };
}
