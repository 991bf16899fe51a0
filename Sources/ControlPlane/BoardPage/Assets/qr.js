/** A QR code from rows of 0 and 1, with the margin of four modules that a reader needs (ISO/IEC 18004, section 6.3.8). */
import { draw } from "./dom.js";

const margin = 4;

export function qrCode(rows) {
  const size = rows.length + 2 * margin;
  let path = "";
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (row.charAt(x) !== "1") continue;
      let end = x;
      while (row.charAt(end) === "1") end += 1;
      path += "M" + (x + margin) + " " + (y + margin) + "h" + (end - x) + "v1h-" + (end - x) + "z";
      x = end;
    }
  });
  return draw("svg", { class: "qr", viewBox: "0 0 " + size + " " + size, "shape-rendering": "crispEdges", role: "img",
    "aria-label": "QR code of the page on which to type the code" },
  draw("rect", { width: size, height: size, fill: "#fff" }), draw("path", { d: path, fill: "#05080c" }));
}
