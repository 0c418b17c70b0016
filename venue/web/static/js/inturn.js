/** Answers overtake each other; what was asked for earlier must never cover what is newer. */

/**
 * Keep the readings of one thing in turn: `const number = ask()` before, `isNewest(number)` behind.
 * @returns {{ask: () => number, isNewest: (number: number) => boolean, overtake: () => void}}
 *   `overtake`: what is shown came another way, with a command's answer; readings under way are old
 */
export function inTurn() {
  let asked = 0;
  let shown = 0;
  return {
    ask: () => (asked += 1),
    isNewest(number) {
      if (number < shown) return false;
      shown = number;
      return true;
    },
    overtake: () => (shown = asked += 1),
  };
}
