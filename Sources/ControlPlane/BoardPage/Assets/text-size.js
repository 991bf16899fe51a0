/** How large a text can be in a given room. Digits count as equal, so that a figure keeps its size while it changes. */

const measured = new Map();
let context = null;

/** Forgets all widths: the font has changed. */
export function forgetWidths() {
  measured.clear();
  context = null;
}

/** The width of a text at a font size of 1 pixel. */
export function widthOf(text, weight) {
  const key = weight + " " + text.replace(/\d/g, "0");
  if (!measured.has(key)) {
    if (measured.size > 2000) measured.clear();
    if (!context) context = document.createElement("canvas").getContext("2d");
    context.font = weight + " 100px " + getComputedStyle(document.body).fontFamily;
    measured.set(key, context.measureText(text.replace(/\d/g, "0")).width / 100);
  }
  return measured.get(key);
}

/** The largest size in whole pixels at which a text is no wider than `width`, at most `most`. */
export function sizeFor(text, weight, width, most) {
  const one = widthOf(text, weight);
  return Math.max(1, Math.floor(one > 0 ? Math.min(most, width / one) : most));
}
