/** The basket that a table shares, as differences between a phone and the box. Pure. */

/** What the box should know of a chosen line. */
export function factsOf({ item_id, quantity, modifiers, note }) {
  return { item_id, quantity, modifiers, note };
}

/**
 * What to tell the box: lines that are new or differ, and those that are gone (quantity 0).
 * @param {Map<string, object>} told by line id what the box knows
 * @param {object[]} lines the phone's own
 * @param {Set<string>} flying ids on their way in an order: neither changed nor gone
 * @param {() => number} next the next revision
 */
export function changesBetween(told, lines, flying, next) {
  const here = new Set(lines.map((line) => line.id));
  const differs = (line) => JSON.stringify(told.get(line.id)) !== JSON.stringify(factsOf(line));
  const put = lines.filter((line) => !flying.has(line.id) && differs(line));
  const gone = [...told.keys()].filter((id) => !here.has(id) && !flying.has(id));
  return [
    ...put.map((line) => ({ id: line.id, revision: next(), ...factsOf(line) })),
    ...gone.map((id) => ({ id, revision: next(), ...told.get(id), quantity: 0 })),
  ];
}

/** The others' open lines after news of some lines. */
export function withLines(others, lines, ownId) {
  const named = new Map(lines.map((line) => [line.id, line]));
  const kept = others
    .map((line) => named.get(line.id) ?? line)
    .filter((line) => line.state === "open");
  const known = new Set(others.map((line) => line.id));
  const fresh = lines.filter(
    (line) => line.state === "open" && line.guest_id !== ownId && !known.has(line.id),
  );
  return [...kept, ...fresh];
}

/** Lines by the guest they belong to: `[[guestId, lines], ...]`, in the order of first choice. */
export function byGuest(lines) {
  const groups = new Map();
  for (const line of lines) groups.set(line.guest_id, [...(groups.get(line.guest_id) ?? []), line]);
  return [...groups];
}
