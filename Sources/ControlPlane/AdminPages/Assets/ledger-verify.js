/**
 * Checks a ledger as anybody can (RFC 8785 and SHA-256): nothing altered, left out or inserted.
 */

const firstPrevious = "0".repeat(64);

/** The canonical text of an entry: its members sorted by name, without `hash`. Entries hold texts, numbers and null. */
export function canonicalText(entry) {
  const names = Object.keys(entry).filter((name) => name !== "hash").sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(entry[name])}`).join(",")}}`;
}

/** SHA-256 in lower-case hexadecimal digits. */
export async function digest(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A check that is fed with entries from the first on; `problem` says what is wrong first, or null. */
export class LedgerCheck {
  count = 0;
  lastHash = firstPrevious;
  problem = null;

  async take(entries) {
    for (const entry of entries) {
      if (this.problem) return;
      const expected = this.count + 1;
      if (entry.sequence !== expected) this.problem = `After entry ${this.count} comes ${entry.sequence}: something was left out or put in.`;
      else if (entry.previousHash !== this.lastHash) this.problem = `Entry ${entry.sequence} does not follow from the one before.`;
      else if (await digest(canonicalText(entry)) !== entry.hash) this.problem = `Entry ${entry.sequence} was altered: its hash is another.`;
      else { this.count = expected; this.lastHash = entry.hash; }
    }
  }
}
