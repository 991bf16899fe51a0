/**
 * Lets in a board that shows a code: the code, which board it is, whose it becomes. Hooks: `#pairing-form` with
 * `#pairing-code`, `#pairing-found` (what the code belongs to), `#pairing-user`, `#pairing-name`, `#pairing-go`, and
 * if the viewer sees all customers `#pairing-customer`. If no licence is free the screen may wait for one:
 * `#pairing-wait` says so, and `#pairing-go` asks for that.
 */
import { customerPath, get, list, request } from "./api.js";
import { byId, element, fill } from "./element.js";
import { FormProblem, attempt, clearProblem, showProblem, whenSent } from "./form.js";
import { giveSeatBack, seatBack } from "./seat-back.js";
import { say } from "./time.js";
import { userChoice } from "./user-choice.js";

/** The letters of a code (protocol, section 3). */
const codeLetters = /[^BCDFGHJKLMNPQRSTVWXZ]/g;

/** What was typed as the code is shown: `bcdf ghjk` → `BCDF-GHJK`. */
export function codeFrom(text) {
  const letters = text.toUpperCase().replace(codeLetters, "").slice(0, 8);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}

/** What is known of a board that shows a code, as facts. */
function boardFacts(board) {
  const facts = [["Model", board.model ?? "unknown"], ["Address", board.address], ["Serial", board.serial], ["App", board.appVersion ?? "unknown"]];
  return element("dl", { class: "facts" }, facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

/**
 * The pairing form. `customer` is "" if one is to be chosen. `whenPaired(device, customer)` is called with the new
 * device, or with the screen that waits (`waiting: true`). Returns `{begin(code)}`.
 */
export function pairingForm({ customer, whenPaired }) {
  const form = byId("pairing-form"), code = byId("pairing-code"), found = byId("pairing-found");
  const go = byId("pairing-go"), rest = byId("pairing-rest"), choice = byId("pairing-customer");
  const users = userChoice(byId("pairing-user"), byId("pairing-user-hint"), byId("pairing-users"));
  let board = null, waits = false;
  const chosen = () => choice ? choice.value : customer;

  function forget() {
    board = null;
    waits = false;
    byId("pairing-wait").hidden = true;
    rest.hidden = true;
    found.classList.remove("bad");
    fill(found);
    go.textContent = "Look up";
    clearProblem(form);
  }

  code.addEventListener("input", () => {
    const typed = codeFrom(code.value);
    if (code.value !== typed) code.value = typed;
    if (board || found.firstChild) forget();
    if (typed.length === 9 && chosen()) attempt(form, lookUp);
  });
  choice?.addEventListener("change", () => {
    forget();
    if (chosen()) users.load(chosen()).catch((problem) => showProblem(form, problem));
    if (chosen() && code.value.length === 9) attempt(form, lookUp);
  });

  async function lookUp() {
    if (!chosen()) throw new FormProblem([{ field: "customerId", reason: "choose whose board it is" }]);
    if (code.value.length !== 9) throw new FormProblem([{ field: "userCode", reason: "must be the eight letters on the screen" }]);
    try {
      board = await get(customerPath(chosen(), "pairings", code.value));
    } catch (problem) {
      if (problem.status === 404) throw new FormProblem([{ field: "userCode", reason: "no board shows this code, or no longer: look at the screen again" }]);
      throw problem;
    }
    await users.load(chosen());
    found.classList.toggle("bad", Boolean(board.device?.suspended));
    fill(found, boardFacts(board), knownAs(board.device), seatBack(board, (device) => giveBack(device)), element("p", { class: "soft" }, `The code is good until ${say("brief", board.expiresAt)}.`));
    if (board.device?.suspended) return;
    rest.hidden = false;
    if (board.device) {
      form.userId.value ||= board.device.userId ?? "";
      form.elements.namedItem("name").value ||= board.device.name;
      users.update();
    }
    go.textContent = "Pair";
    form.userId.focus();
  }

  function knownAs(device) {
    if (!device) return null;
    return element("p", {}, element("b", {}, `This hardware is “${device.name}” already. `),
      device.suspended ? "It is suspended: resume it first, then pair it." : "It keeps its seat and gets a new credential.");
  }

  /** The board is hardware that was known under another serial: it gets that device's seat, name and user. */
  function giveBack(device) {
    const owner = chosen(), { userCode } = board;
    return attempt(form, async () => {
      const paired = await giveSeatBack(owner, device, { userCode });
      form.reset();
      forget();
      whenPaired(paired, owner);
    });
  }

  async function pair() {
    const owner = chosen(), userId = form.userId.value.trim(), name = form.elements.namedItem("name").value.trim();
    if (!userId) throw new FormProblem([{ field: "userId", reason: "choose whose board it is" }]);
    const { data } = await request("POST", customerPath(owner, "pairings"), { body: { userCode: board.userCode, userId, ...(name && { name }), ...(waits && { wait: true }) } });
    form.reset();
    forget();
    whenPaired(data, owner);
  }

  whenSent(form, async () => {
    try {
      await (board ? pair() : lookUp());
    } catch (problem) {
      if (problem.status === 404 && problem.document.resource === "pairing") {
        forget();
        throw new FormProblem([{ field: "userCode", reason: "the code has expired: the screen shows a new one" }]);
      }
      if (problem.code === "seatLimit" && !waits) return offerToWait(problem);
      throw problem;
    }
    return undefined;
  });

  /** No licence is free: the screen can be paired all the same, and starts as soon as there is one. */
  function offerToWait({ document }) {
    waits = true;
    byId("pairing-wait").textContent = `No licence is free: ${document.display} in use. Pair it all the same, and the screen starts by itself as soon as a licence is free.`;
    byId("pairing-wait").hidden = false;
    go.textContent = "Pair, and wait for a licence";
    go.focus();
  }

  return {
    /** Starts over, with a code or without. */
    async begin(given = "") {
      form.reset();
      forget();
      code.value = codeFrom(given);
      if (choice) {
        const customers = await list("/v1/customers");
        fill(choice, element("option", { value: "" }, "Choose…"), customers.map(({ id, name }) => element("option", { value: id }, name)));
        choice.focus();
      } else {
        await users.load(customer);
        code.focus();
        if (code.value.length === 9) await attempt(form, lookUp);
      }
    },
  };
}
