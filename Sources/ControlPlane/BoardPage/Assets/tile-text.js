/** A text of the dashboard's author, as large as fits; one that is too long turns its pages. */
import { make, style, say, show } from "./dom.js";
import { pageAt } from "./paging.js";

const sizes = [72, 60, 50, 42, 36, 32, 28, 26];
const padding = 20, sidePadding = 28, titleHeight = 42, lineHeight = 1.25;

export function textTile(tile, box) {
  const title = tile.title ? make("div", "label", tile.title) : null;
  const words = make("div", "words", tile.text || "");
  const pager = make("span", "pager");
  const frame = make("div", "frame", words);
  const node = make("section", "tile tile-text", title, frame, pager);
  const height = box.height - 2 * padding - (title ? titleHeight : 0);
  let lines = null;

  /** Tries the sizes once, as soon as the tile is in the document. */
  function fit() {
    let size = sizes[0];
    for (size of sizes) {
      style(words, "font-size", size + "px");
      if (words.scrollHeight <= height && words.scrollWidth <= box.width - 2 * sidePadding) break;
    }
    const line = size * lineHeight, perPage = Math.max(1, Math.floor(height / line));
    lines = { height: line, perPage: perPage, count: Math.round(words.scrollHeight / line) };
    style(frame, "height", Math.min(height, Math.max(1, Math.min(perPage, lines.count)) * line) + "px");
  }

  return {
    node: node,
    paint(scene) {
      if (!lines && node.isConnected !== false) fit();
      const page = pageAt(lines.count, lines.perPage, scene.turn);
      style(words, "transform", page.from > 0 ? "translateY(" + -page.from * lines.height + "px)" : "none");
      say(pager, page.pages > 1 ? page.page + 1 + " / " + page.pages : "");
      show(pager, page.pages > 1);
    },
  };
}
