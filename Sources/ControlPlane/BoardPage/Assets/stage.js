/**
 * The stage is 1920 × 1080 and is scaled as a whole to the screen. Every few minutes it moves by some pixels, so that
 * no edge burns into the screen; the safe margin has room for that.
 */
import { style } from "./dom.js";

const width = 1920, height = 1080;
const shiftMillis = 180000;
const shifts = [[0, 0], [3, 2], [5, -1], [2, -4], [-2, -3], [-5, 0], [-3, 3], [1, 5]];

export class Stage {
  constructor(node) {
    this.node = node;
    this.shift = shifts[0];
    window.addEventListener("resize", () => this.fit());
    this.fit();
  }

  fit() {
    const scale = Math.min(window.innerWidth / width, window.innerHeight / height);
    const x = (window.innerWidth - width * scale) / 2 + this.shift[0] * scale;
    const y = (window.innerHeight - height * scale) / 2 + this.shift[1] * scale;
    const isPlain = scale === 1 && x === 0 && y === 0;
    style(this.node, "transform", isPlain ? "none" : "translate(" + x + "px, " + y + "px) scale(" + scale + ")");
  }

  /** Moves when it is time. `now`: milliseconds that only go forward. */
  drift(now) {
    const shift = shifts[Math.floor(now / shiftMillis) % shifts.length];
    if (shift === this.shift) return;
    this.shift = shift;
    this.fit();
  }
}
