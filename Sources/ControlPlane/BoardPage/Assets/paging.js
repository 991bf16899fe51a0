/** Lists that do not fit turn their pages. All tiles turn at once, by the clock. */

/** How long a page stays. */
export const PAGE_MILLISECONDS = 10000;

/** The part of `count` things to show at a moment: {from, to, page, pages}. */
export function pageAt(count, perPage, now) {
  const room = Math.max(1, perPage);
  const pages = Math.max(1, Math.ceil(count / room));
  const page = Math.floor(now / PAGE_MILLISECONDS) % pages;
  return { from: page * room, to: Math.min(count, (page + 1) * room), page: page, pages: pages };
}

/** `1–6 of 23`; empty where all is on one page. */
export function pageText(page, count, omitted) {
  const more = omitted > 0 ? " +" + omitted + " more" : "";
  if (page.pages === 1) return more.trim();
  return page.from + 1 + "–" + page.to + " of " + count + more;
}
