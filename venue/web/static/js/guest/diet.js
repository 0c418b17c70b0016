/** What a guest avoids, and what that means for a dish. Pure. */

/** The fixed list of Regulation (EU) No 1169/2011, Annex II. */
export const ALLERGENS = [
  "gluten", "crustaceans", "eggs", "fish", "peanuts", "soybeans", "milk", "nuts", "celery",
  "mustard", "sesame", "sulphites", "lupin", "molluscs",
];
export const DIETS = ["vegetarian", "vegan", "halal", "kosher", "gluten_free", "lactose_free"];
export const NOTHING = { allergens: [], diets: [], hide: false };

/** True when nothing is avoided and no diet kept. */
export function isIdle({ allergens, diets }) {
  return allergens.length + diets.length === 0;
}

/** What is named as in a thing and is avoided. */
export function avoidedIn(thing, { allergens }) {
  return (thing.allergens ?? []).filter((code) => allergens.includes(code));
}

/** What a dish cannot be had without: its own allergens, and those of a choice that all have it. */
function unavoidable(item, filter) {
  const forced = (item.modifier_groups ?? []).filter(({ min, required }) => min > 0 || required);
  const inAll = forced.flatMap(({ modifiers }) =>
    filter.allergens.filter(
      (code) => modifiers.length > 0 && modifiers.every((one) => one.allergens?.includes(code)),
    ),
  );
  return [...new Set([...avoidedIn(item, filter), ...inAll])];
}

/**
 * How a dish stands to a filter.
 * @returns {{contains: string[], may: string[], lacks: string[], fits: boolean}} avoided allergens in
 *   it, those it may have traces of, and kept diets that it is not
 */
export function standing(item, filter) {
  const contains = unavoidable(item, filter);
  const may = (item.may_contain ?? []).filter(
    (code) => filter.allergens.includes(code) && !contains.includes(code),
  );
  const diets = item.diets ?? [];
  const is = (diet) => diets.includes(diet) || (diet === "vegetarian" && diets.includes("vegan"));
  const lacks = filter.diets.filter((diet) => !is(diet));
  return { contains, may, lacks, fits: contains.length + lacks.length === 0 };
}

/** Sections without the dishes that do not fit, and how many those are. */
export function filtered(sections, filter) {
  if (isIdle(filter) || !filter.hide) return { sections, hidden: 0 };
  let hidden = 0;
  const fits = (item) => {
    const is = standing(item, filter).fits;
    if (!is) hidden += 1;
    return is;
  };
  const left = sections.map((section) => ({ ...section, items: section.items.filter(fits) }));
  return { sections: left.filter((section) => section.items.length > 0), hidden };
}

/** A code in or out of a list. */
export function toggled(list, code) {
  return list.includes(code) ? list.filter((other) => other !== code) : [...list, code];
}
