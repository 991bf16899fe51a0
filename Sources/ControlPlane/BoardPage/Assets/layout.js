/**
 * Where the tiles of a dashboard go: a grid of 12 columns and 6 rows. What does not fit makes the rows lower, down to
 * 8 on a page, and then more pages; nothing is left out.
 */
export const COLUMNS = 12;
export const MOST_ROWS = 8;
/** The grid on a screen of 1920 × 1080, in pixels. */
export const GRID = { width: 1728, height: 880, gap: 20 };

/** [width, height] of a tile that does not say. */
function defaultSize(tile) {
  switch (tile.kind) {
    case "figure": return [3, 2];
    case "figures": return [(tile.figures || []).length > 4 ? 6 : 4, 2];
    case "calls": return [5, 3];
    case "queues": return [7, 3];
    case "agents": return [7, 3];
    case "intervals": return [7, 2];
    case "leaderboard": return [4, 3];
    default: return [12, 1];
  }
}

/** Pages of {rows, places}; a place is {tile, column, row, width, height} in cells, from 0. */
export function arrange(tiles) {
  const pages = [];
  for (const tile of tiles) {
    const size = defaultSize(tile);
    const width = within(tile.width || size[0], COLUMNS), height = within(tile.height || size[1], MOST_ROWS);
    if (pages.length === 0 || !put(pages[pages.length - 1], tile, width, height)) {
      pages.push({ rows: 0, places: [], taken: [] });
      put(pages[pages.length - 1], tile, width, height);
    }
  }
  pages.forEach(widen);
  return pages.map((page) => ({ rows: page.rows, places: page.places }));
}

/** Width and height in pixels of a place on a page. */
export function pixels(place, rows) {
  const column = (GRID.width - (COLUMNS - 1) * GRID.gap) / COLUMNS;
  const row = (GRID.height - (rows - 1) * GRID.gap) / rows;
  return {
    width: place.width * column + (place.width - 1) * GRID.gap,
    height: place.height * row + (place.height - 1) * GRID.gap,
  };
}

function within(size, most) {
  return Math.max(1, Math.min(most, size));
}

/** Into the first free room in reading order; false if there is none. */
function put(page, tile, width, height) {
  for (let row = 0; row + height <= MOST_ROWS; row++) {
    for (let column = 0; column + width <= COLUMNS; column++) {
      const place = { tile: tile, column: column, row: row, width: width, height: height };
      if (cells(place).some((cell) => page.taken[cell])) continue;
      cells(place).forEach((cell) => { page.taken[cell] = true; });
      page.places.push(place);
      page.rows = Math.max(page.rows, row + height);
      return true;
    }
  }
  return false;
}

function cells(place) {
  const covered = [];
  for (let row = place.row; row < place.row + place.height; row++) {
    for (let column = place.column; column < place.column + place.width; column++) covered.push(row * COLUMNS + column);
  }
  return covered;
}

/** Tiles that do not say how wide they are take what is left over at their right. */
function widen(page) {
  for (const place of page.places) {
    while (!place.tile.width && place.column + place.width < COLUMNS) {
      const wider = Object.assign({}, place, { column: place.column + place.width, width: 1 });
      if (cells(wider).some((cell) => page.taken[cell])) break;
      cells(wider).forEach((cell) => { page.taken[cell] = true; });
      place.width += 1;
    }
  }
}
