/** Components of a set menu shown as what they are: one thing. Pure. */

/**
 * Lines in their order, those of one set together: `[{set, lines}]`; `set` is
 * `{no, item_id, name}` or null for lines that stand alone.
 */
export function bySet(lines) {
  const groups = [];
  for (const line of lines) {
    const set = line.parent ?? null;
    const known = set && groups.find((group) => group.set?.no === set.no);
    if (known) known.lines.push(line);
    else groups.push({ set, lines: [line] });
  }
  return groups;
}
