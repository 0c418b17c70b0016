/**
 * Making tickets fit: rows first give up height, then the type shrinks to 78 %, then there are
 * pages. Cards flow in CSS columns; those past the last column are the next page's.
 */

/** Looks of the board by step, roomy to dense (kitchen.css, `data-step`). */
export const LAST_STEP = 6;
/** About how much taller the board gets one step back, to try only what may fit. */
const GROWTH = [1.3, 1.3, 1.14, 1.12, 1.14, 1.12];
/** More cards than any screen shows at the densest step. */
export const MOST_ON_PAGE = 72;

function insideOf(board) {
  const box = board.getBoundingClientRect();
  return (card) => {
    const parts = card.getClientRects();
    const last = parts[parts.length - 1];
    return last !== undefined && last.left >= box.left - 1 && last.right <= box.right + 1;
  };
}

/** How many cards from the first are whole on the page; at least one. */
function countShown(board) {
  const isInside = insideOf(board);
  const cards = board.children;
  let low = Math.min(1, cards.length);
  let high = cards.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isInside(cards[middle - 1])) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Share of the board's columns that cards fill, 0 to 1. */
function filled(board, columns) {
  const last = board.lastElementChild;
  if (!last) return 0;
  const box = board.getBoundingClientRect();
  const parts = last.getClientRects();
  const end = parts[parts.length - 1];
  const inline = getComputedStyle(board).direction === "rtl" ? box.right - end.right : end.left - box.left;
  const column = Math.round((inline / box.width) * columns);
  return (column + (end.bottom - box.top) / box.height) / columns;
}

function setStep(board, step) {
  if (board.dataset.step !== String(step)) board.dataset.step = String(step);
}

/**
 * Choose the step for what is rendered and say how many cards it shows.
 * @param {HTMLElement} board its children are the cards of this page, oldest first
 * @param {{step: number, isWhole: boolean}} now `isWhole`: every open ticket is rendered
 * @returns {{step: number, shown: number}}
 */
export function fit(board, { step, isWhole }) {
  const all = board.children.length;
  let chosen = isWhole ? step : LAST_STEP;
  setStep(board, chosen);
  let shown = countShown(board);
  if (shown < all) {
    while (shown < all && chosen < LAST_STEP) {
      chosen += 1;
      setStep(board, chosen);
      shown = countShown(board);
    }
    return { step: chosen, shown };
  }
  const columns = Number(getComputedStyle(board).columnCount) || 1;
  while (isWhole && chosen > 0 && filled(board, columns) * GROWTH[chosen - 1] <= 1) {
    setStep(board, chosen - 1);
    if (countShown(board) < all) {
      setStep(board, chosen);
      break;
    }
    chosen -= 1;
  }
  return { step: chosen, shown };
}

/** Take the cards of the next page out of sight and out of reach, without moving anything. */
export function veil(board, shown) {
  Array.from(board.children, (card, index) => card.toggleAttribute("inert", index >= shown));
}
