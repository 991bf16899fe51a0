/**
 * Makes elements. Data becomes text nodes and attributes, never markup: there is no other way in these modules.
 */

const vectorNames = new Set(["svg", "use", "path", "line", "rect", "text", "g"]);

/**
 * An element with attributes and children. `on` holds listeners by event; null, undefined and false leave an attribute
 * or a child out, true gives an attribute without a value.
 */
export function element(name, attributes = {}, ...children) {
  const made = vectorNames.has(name)
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") {
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    } else {
      made.setAttribute(key, value === true ? "" : String(value));
    }
  }
  made.append(...nodes(children));
  return made;
}

/** Replaces what is in `parent`; children as with `element`. */
export function fill(parent, ...children) {
  parent.replaceChildren(...nodes(children));
  return parent;
}

/** The icon of this name in the sprite; for the eye only. */
export function icon(name) {
  return element("svg", { class: "icon", "aria-hidden": "true" }, element("use", { href: `/assets/icons.svg#${name}` }));
}

/** The element with this id, or null. */
export const byId = (id) => document.getElementById(id);

/** `count` with the word in its number: `1 device`, `2 devices`. */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => child instanceof Node ? child : document.createTextNode(String(child)));
}
