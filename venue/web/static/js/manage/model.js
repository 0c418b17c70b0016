/** What the manager's screens compute of the menu as the editor's API has it. Pure. */

/** Records of a kind that are in use, or all of them. */
export function inUse(records, kind, { all = false } = {}) {
  return (records[kind] ?? []).filter((one) => all || one.values.active);
}

/** A record by its key; null when there is none. */
export function byKey(records, kind, key) {
  return (records[kind] ?? []).find((one) => one.key === key) ?? null;
}

/** Sections with their items, in the menu's order; retired ones last. */
export function sectionsOf(records, { all = false } = {}) {
  const items = inUse(records, "item", { all });
  return inUse(records, "section", { all }).map((section) => ({
    ...section,
    items: items.filter((item) => item.values.section === section.key),
  }));
}

/** A dish of several: it has parts, or a choice of it is a dish. */
export function isSet(records, item) {
  if (item.values.parts.length > 0) return true;
  const groups = new Set(item.values.groups);
  return inUse(records, "modifier").some(
    (one) => groups.has(one.values.group) && one.values.item,
  );
}

/** `list` with the one at `from` moved to `to`; out of range moves nothing. */
export function moved(list, from, to) {
  if (to < 0 || to >= list.length || from === to) return list;
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), list[from], ...rest.slice(to)];
}

/** Fields that differ from what is stored: what a save sends. */
export function changedFields(values, draft) {
  return Object.fromEntries(
    Object.entries(draft).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(values[name] ?? ""),
    ),
  );
}

/** Toggle a code in a list, in the order of `all`. */
export function toggled(list, code, all) {
  const next = list.includes(code) ? list.filter((one) => one !== code) : [...list, code];
  return all.filter((one) => next.includes(one));
}

/** Prices typed for sizes, "S 4,50" style rows, as a base and differences. In minor units. */
export function sizePrices(prices) {
  const base = Math.min(...prices);
  return { base, extras: prices.map((price) => price - base) };
}

/** "12,5" -> 1250 with exponent 2; null when it is no amount. */
export function minorOf(text, exponent) {
  const found = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim());
  if (!found || (found[2] ?? "").length > exponent) return null;
  return Number(found[1] + (found[2] ?? "").padEnd(exponent, "0"));
}

/** 1250 -> "12.50" with exponent 2. */
export function decimalOf(minor, exponent) {
  const digits = String(Math.abs(minor)).padStart(exponent + 1, "0");
  const whole = exponent === 0 ? digits : digits.slice(0, -exponent);
  const part = exponent === 0 ? "" : `.${digits.slice(-exponent)}`;
  return `${minor < 0 ? "-" : ""}${whole}${part}`;
}

/** The local wall time of a `datetime-local` field as RFC 3339 with this device's offset. */
export function withOffset(local) {
  const moment = new Date(local);
  if (Number.isNaN(moment.getTime())) return null;
  return moment.toISOString();
}
