/**
 * Remembers where one wanted to go (`?next=`) until one is signed in. Hooks: `#sign-in-form`, `#token`,
 * `#sign-in-error`.
 */

const next = new URLSearchParams(location.search).get("next");
if (next?.startsWith("/") && !next.startsWith("//")) sessionStorage.setItem("next", next);
