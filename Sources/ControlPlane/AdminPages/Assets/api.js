/**
 * Talks to the admin API with the session's cookie. Every answer other than success is thrown as an `ApiProblem`.
 */
import { viewer } from "./viewer.js";

/** A problem document (RFC 9457), or a substitute if the server could not be reached. */
export class ApiProblem extends Error {
  constructor(status, document, retryAfterSeconds) {
    super(document.detail ?? document.title ?? "The gateway did not say why.");
    this.status = status;
    this.document = document;
    this.code = document.code ?? "";
    this.errors = Array.isArray(document.errors) ? document.errors : [];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Sends a request. `body` is sent as JSON unless `contentType` says otherwise; `ifMatch` and `ifNoneMatch` are entity
 * tags. Returns `{status, data, etag}`, where `data` is null without a body.
 */
export async function request(method, path, { body, contentType, ifMatch, ifNoneMatch, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = contentType ?? "application/json";
  if (ifMatch) headers["If-Match"] = ifMatch;
  if (ifNoneMatch) headers["If-None-Match"] = ifNoneMatch;
  if (method !== "GET") headers["X-CSRF-Token"] = viewer.csrfToken;
  const text = body === undefined ? undefined : contentType ? body : JSON.stringify(body);
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: text, signal, credentials: "same-origin", cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiProblem(0, { code: "unreachable", detail: "The gateway cannot be reached. Nothing was changed as far as this page knows." });
  }
  const data = await content(answer);
  if (answer.ok) return { status: answer.status, data, etag: answer.headers.get("ETag") };
  if (answer.status === 401) signInAgain();
  throw new ApiProblem(answer.status, data ?? {}, Number(answer.headers.get("Retry-After")) || null);
}

export const get = async (path, options) => (await request("GET", path, options)).data;

/** All items of a list, page after page; at most 200 pages of 1,000. */
export async function list(path, parameters = {}) {
  const items = [];
  let cursor;
  for (let page = 0; page < 200; page += 1) {
    const part = await get(withQuery(path, { ...parameters, limit: 1000, cursor }));
    items.push(...part.items);
    cursor = part.nextCursor;
    if (!cursor) break;
  }
  return items;
}

/** `path` with the parameters that have a value. */
export function withQuery(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, value);
  }
  return query.size ? `${path}?${query}` : path;
}

/** A path below a customer: `customerPath("acme", "users", "anna")`. */
export function customerPath(customer, ...parts) {
  return ["/v1/customers", customer, ...parts].map((part, index) => index ? encodeURIComponent(part) : part).join("/");
}

/** The session has ended: sign in, and come back here. */
export function signInAgain() {
  location.assign(withQuery("/sign-in", { next: location.pathname + location.search }));
}

async function content(answer) {
  const text = await answer.text();
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return answer.ok ? null : { detail: `The gateway answered ${answer.status} without saying why.` };
  }
}
