/**
 * The seat ledger, page by page. Hooks: `#ledger` with `tr[data-key=<sequence>]`, `#ledger-first`, `#ledger-before`,
 * `#ledger-after`, `#ledger-range`, `#ledger-csv`, `#ledger-verify`, `#ledger-verdict
 * [data-verdict="unbroken|broken"]`.
 */
import { customerPath, get, withQuery } from "./api.js";
import { byId, counted, element, fill } from "./element.js";
import { LedgerCheck } from "./ledger-verify.js";
import { eventSentence } from "./ledger-words.js";
import { banner, onPage } from "./notice.js";
import { makeTable } from "./table.js";
import { say, timeElement } from "./time.js";
import { viewer } from "./viewer.js";
import { authorName, maximumWord } from "./words.js";

/** Entries on one page. */
const pageItems = 50;
const path = customerPath(viewer.pageCustomer, "ledger");

/** The first digits; all of them under the pointer or with the focus. */
function hash(text) {
  return element("code", { class: "hash", tabindex: 0, "aria-label": `Hash ${text}` }, element("span", { class: "brief" }, `${text.slice(0, 8)}…`), element("span", { class: "full" }, text));
}

const table = makeTable("ledger", {
  key: (entry) => entry.sequence, text: (entry) => entry.kind, empty: "The ledger has no entries.",
  columns: [
    { title: "No.", isNumber: true, cell: (entry) => entry.sequence },
    { title: "When", cell: (entry) => timeElement(entry.at, `${say("date", entry.at)}, ${say("clock", entry.at)}`) },
    { title: "What", isLead: true, cell: eventSentence },
    { title: "By", cell: (entry) => element("span", { title: entry.author }, authorName(entry.author)) },
    { title: "Seats", isNumber: true, cell: (entry) => `${entry.configured}/${entry.maxWallboards === null ? "∞" : maximumWord(entry.maxWallboards)}` },
    { title: "Hash", cell: (entry) => hash(entry.hash) },
  ],
});

/** The cursors that led to the pages so far; the first page has none. */
let trail = [undefined], next;

async function load() {
  const page = await get(withQuery(path, { limit: pageItems, cursor: trail.at(-1) }));
  next = page.nextCursor;
  table.show(page.items);
  byId("ledger-first").disabled = byId("ledger-before").disabled = trail.length === 1;
  byId("ledger-after").disabled = !next;
  byId("ledger-range").textContent = page.items.length ? `Entries ${page.items[0].sequence} to ${page.items.at(-1).sequence}` : "No entries";
}

const go = (change) => onPage(async () => {
  const before = trail;
  trail = change(trail);
  try { await load(); } catch (problem) { trail = before; throw problem; }
});
byId("ledger-first").addEventListener("click", () => go(() => [undefined]));
byId("ledger-before").addEventListener("click", () => go((pages) => pages.slice(0, -1)));
byId("ledger-after").addEventListener("click", () => go((pages) => [...pages, next]));

byId("ledger-verify").addEventListener("click", () => onPage(async () => {
  const button = byId("ledger-verify"), place = byId("ledger-verdict");
  button.disabled = true;
  try {
    const check = new LedgerCheck();
    let cursor;
    do {
      const page = await get(withQuery(path, { limit: 1000, cursor }));
      await check.take(page.items);
      cursor = page.nextCursor;
      fill(place, element("p", { class: "soft" }, `${counted(check.count, "entry", "entries")} checked…`));
    } while (cursor && !check.problem);
    const verdict = check.problem
      ? banner("danger", element("b", {}, "The chain is broken. "), check.problem)
      : banner("good", element("b", {}, `The chain is unbroken: ${counted(check.count, "entry", "entries")}. `), "The last hash is ", hash(check.lastHash), ".");
    verdict.dataset.verdict = check.problem ? "broken" : "unbroken";
    fill(place, verdict);
  } finally {
    button.disabled = false;
  }
}));

onPage(load);
