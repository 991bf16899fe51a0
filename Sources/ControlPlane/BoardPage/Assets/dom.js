/**
 * Makes elements, and changes them only where something is new: a TV's processor is slow, and a text node that is left
 * alone costs nothing. Data becomes text nodes and attributes, never markup.
 */

/** An element of HTML with a class and children: nodes, or texts. */
export function make(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const child of children) {
    if (child !== null && child !== undefined) made.append(child);
  }
  return made;
}

/** An element of SVG with attributes. */
export function draw(name, attributes, ...children) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const key of Object.keys(attributes || {})) drawn.setAttribute(key, String(attributes[key]));
  for (const child of children) drawn.append(child);
  return drawn;
}

/** Says a text, if it is not said already. */
export function say(node, text) {
  if (node.saidText === text) return;
  node.saidText = text;
  node.textContent = text;
}

/** Sets the class of an element of HTML, if it is another. */
export function dress(node, className) {
  if (node.className !== className) node.className = className;
}

/** Sets an attribute, if it is another; null takes it away. */
export function mark(node, name, value) {
  const text = value === null ? null : String(value);
  if (node.getAttribute(name) === text) return;
  if (text === null) node.removeAttribute(name);
  else node.setAttribute(name, text);
}

/** Sets a property of an element's style, if it is another. */
export function style(node, name, value) {
  const known = node.knownStyle || (node.knownStyle = {});
  if (known[name] === value) return;
  known[name] = value;
  node.style.setProperty(name, value);
}

/** Shows or hides an element. */
export function show(node, isShown) {
  if (node.hidden === isShown) node.hidden = !isShown;
}

/** Takes away all that is in an element. */
export function empty(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
}
