/**
 * RFC 7396: what `patch` makes of `target`. Neither is changed, and what the patch does not name is shared with the
 * old value. The objects that it makes have no prototype: a queue may be called `__proto__`, and `constructor` names
 * nothing unless a queue is called that. `mergePatch(null, state)` makes such objects of a whole state.
 */
export function mergePatch(target, patch) {
  if (!isObject(patch)) return patch;
  const merged = Object.assign(Object.create(null), isObject(target) ? target : null);
  for (const name of Object.keys(patch)) {
    if (patch[name] === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], patch[name]);
  }
  return merged;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
