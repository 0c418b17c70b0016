/**
 * Making tickets fit. Cards fill columns from the top down, oldest first. The type gives up a
 * little of its size, rows never less than a gloved finger needs; then there are pages.
 *
 * Cards are placed by us and not by CSS columns: inside those, every new second of every age
 * would lay out the whole board again.
 */

/** Looks of the board by step, roomy to dense (kitchen.css, `data-step`). */
export const LAST_STEP = 2;
/** About how much taller the board gets one step back, to try only what may fit. */
const GROWTH = [1.12, 1.08];
/** More cards than any screen shows at the densest step. */
export const MOST_ON_PAGE = 40;
/** Cards built beyond the page, so that one is ready when another leaves. */
const SPARE = 6;
const GAP = 12;

/** How many cards to build when not all can be shown and `shown` were. */
export function limitFor(shown) {
  return shown === 0 ? MOST_ON_PAGE : Math.min(MOST_ON_PAGE, shown + SPARE);
}

/**
 * Put cards into columns in order.
 * @param {number[]} heights of the cards, in px
 * @param {{columns: number, height: number, gap?: number}} room
 * @returns {{places: {column: number, top: number}[], used: number}} only cards that are whole on
 *   the page have a place; the first always has. `used`: share of the columns, 0 to 1
 */
export function pack(heights, { columns, height, gap = GAP }) {
  const places = [];
  let column = 0;
  let top = 0;
  for (const own of heights) {
    if (top > 0 && top + own > height) {
      column += 1;
      top = 0;
    }
    if (column >= columns) break;
    places.push({ column, top });
    top += own + gap;
  }
  return { places, used: (column + Math.min(1, top / height)) / columns };
}

function measure(board) {
  const heights = Array.from(board.children, (card) => card.offsetHeight);
  const columns = Number(getComputedStyle(board).getPropertyValue("--columns")) || 1;
  return pack(heights, { columns, height: board.clientHeight });
}

function setStep(board, step) {
  if (board.dataset.step !== String(step)) board.dataset.step = String(step);
}

/**
 * Choose the step for what is rendered, and the place of each card.
 * @param {HTMLElement} board its children are the cards of this page, oldest first
 * @param {{step: number, isWhole: boolean}} now `isWhole`: every open ticket is rendered
 * @returns {{step: number, places: {column: number, top: number}[]}}
 */
export function fit(board, { step, isWhole }) {
  const all = board.children.length;
  let chosen = isWhole ? step : LAST_STEP;
  const at = (next) => {
    setStep(board, next);
    return measure(board);
  };
  let packed = at(chosen);
  if (packed.places.length < all) {
    while (packed.places.length < all && chosen < LAST_STEP) packed = at((chosen += 1));
    return { step: chosen, places: packed.places };
  }
  while (isWhole && chosen > 0 && packed.used * GROWTH[chosen - 1] <= 1) {
    const roomier = at(chosen - 1);
    if (roomier.places.length < all) {
      setStep(board, chosen);
      break;
    }
    chosen -= 1;
    packed = roomier;
  }
  return { step: chosen, places: packed.places };
}

/** Move the cards to their places; those of the next page are out of sight and out of reach. */
export function arrange(board, places) {
  const first = board.firstElementChild;
  if (!first) return;
  const way = getComputedStyle(board).direction === "rtl" ? -1 : 1;
  const pitch = first.offsetWidth + GAP;
  const room = board.clientHeight;
  const tall = Array.from(board.children, (card) => card.offsetHeight > room
    || card.scrollHeight > card.clientHeight + 1);
  Array.from(board.children, (card, index) => {
    const place = places[index];
    card.toggleAttribute("data-tall", tall[index]);
    card.toggleAttribute("inert", !place);
    card.toggleAttribute("data-placed", Boolean(place));
    const where = place ? `translate(${way * place.column * pitch}px, ${place.top}px)` : "";
    if (card.style.transform !== where) card.style.transform = where;
  });
}
