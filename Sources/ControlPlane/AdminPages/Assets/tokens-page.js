/**
 * Access tokens: list, create (shown once), revoke. Hooks: `#tokens` with `tr[data-key=<tokenId>]`, `#tokens-all`,
 * `#add-token`, `#token-dialog`, `#token-form`; a new token is shown once in `#secret`. The sessions are in
 * `sessions.js`.
 */
import { list, request } from "./api.js";
import { ask, open, showSecret } from "./dialog.js";
import { byId, counted, element, fill } from "./element.js";
import { FormProblem, whenSent } from "./form.js";
import { note, onPage } from "./notice.js";
import { loadSessions } from "./sessions.js";
import { makeTable } from "./table.js";
import { timeElement } from "./time.js";
import { viewer } from "./viewer.js";
import { roleWord } from "./words.js";

const hints = {
  provider: "Everything, for all customers.", customer: "Users, devices and keys of one customer.",
  monitor: "Looks at everything and changes nothing.", feed: "Sends call events of one customer, and nothing else.",
};
const isGood = (token) => !token.revokedAt && !(token.expiresAt && new Date(token.expiresAt) <= Date.now());

const table = makeTable("tokens", {
  key: (token) => token.id, text: (token) => token.name, empty: "No tokens.", sort: "Made", isDescending: true,
  columns: [
    { title: "Name", isLead: true, by: (token) => token.name, cell: (token) => [token.name, " ", state(token), element("span", { class: "sub mono" }, token.id)] },
    { title: "Role", by: (token) => token.role, cell: (token) => [roleWord(token.role), token.maySetMaximum && element("span", { class: "sub" }, "may change the maximum")] },
    ...(viewer.customerId ? [] : [{ title: "Customer", by: (token) => token.customerId, cell: (token) => token.customerId ?? "all" }]),
    { title: "Made", by: (token) => token.createdAt, cell: (token) => [timeElement(token.createdAt), token.createdBy && element("span", { class: "sub mono" }, `with ${token.createdBy}`)] },
    { title: "Last used", by: (token) => token.lastUsedAt, cell: (token) => token.lastUsedAt ? timeElement(token.lastUsedAt) : "–" },
    { title: "Ends", by: (token) => token.expiresAt, cell: (token) => token.expiresAt ? timeElement(token.expiresAt) : "never" },
    { title: "", isNumber: true, isBare: true, cell: (token) => isGood(token) && element("button", { type: "button", class: "danger-quiet small", "aria-label": `Revoke ${token.name}`, on: { click: () => revoke(token) } }, "Revoke") },
  ],
});

function state(token) {
  if (token.revokedAt) return element("span", { class: "tag" }, "revoked");
  return isGood(token) ? null : element("span", { class: "tag" }, "expired");
}

let tokens = [];
async function load() {
  tokens = await list("/v1/tokens");
  draw();
}
function draw() {
  const good = tokens.filter(isGood);
  byId("tokens-count").textContent = `${counted(good.length, "token is", "tokens are")} good`;
  table.show(byId("tokens-all").checked ? tokens : good);
}
byId("tokens-all").addEventListener("change", draw);

function revoke(token) {
  ask({
    title: `Revoke ${token.name}?`, action: "Revoke", isDanger: true,
    body: element("p", {}, "It stops working at once: programs that use it are refused, and sessions that were opened with it end."),
    work: async () => {
      await request("DELETE", `/v1/tokens/${encodeURIComponent(token.id)}`);
      note(`${token.name} is revoked.`);
      onPage(load);
      onPage(loadSessions);
    },
  });
}

const form = byId("token-form"), customer = byId("token-customer");

function drawRole() {
  const role = form.role.value;
  byId("token-role-hint").textContent = hints[role];
  const field = byId("token-customer-field");
  if (field) field.hidden = role === "provider";
  const all = customer?.querySelector('option[value=""]');
  if (all) all.textContent = role === "monitor" ? "All customers" : "Choose…";
  const maximum = byId("token-maximum-field");
  if (maximum) maximum.hidden = role !== "customer";
}
form.addEventListener("change", drawRole);

function show(secret) {
  byId("token-fields").hidden = Boolean(secret);
  form.querySelector("[type=submit]").hidden = Boolean(secret);
  form.querySelector("[data-close]").textContent = secret ? "Done" : "Cancel";
  if (secret) showSecret(byId("token-made"), { label: "The token, shown this once", hint: "Give it to whom it is for, now. The gateway keeps only its digest and cannot show it again.", secret });
  else fill(byId("token-made"));
}

byId("add-token").addEventListener("click", () => onPage(async () => {
  form.reset();
  show(null);
  if (customer) {
    const customers = await list("/v1/customers");
    fill(customer, element("option", { value: "" }, "Choose…"), customers.map(({ id, name }) => element("option", { value: id }, name)));
  }
  drawRole();
  open(byId("token-dialog"), "name");
}));

whenSent(form, async () => {
  const role = form.role.value;
  const customerId = customer ? customer.value : viewer.customerId;
  if (role !== "provider" && role !== "monitor" && !customerId) throw new FormProblem([{ field: "customerId", reason: "choose whose token it is" }]);
  const body = { role, name: form.elements.namedItem("name").value.trim() };
  if (role !== "provider" && customerId) body.customerId = customerId;
  if (form.expiresInSeconds.value) body.expiresInSeconds = Number(form.expiresInSeconds.value);
  if (role === "customer" && form.maySetMaximum?.checked) body.maySetMaximum = true;
  const { data } = await request("POST", "/v1/tokens", { body });
  show(data.token);
  onPage(load);
});

onPage(load);
onPage(loadSessions);
