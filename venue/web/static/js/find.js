/** Finding dishes by words. Pure. */

/** Letters without accents and case, so that "creme" finds "Crème". */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Sections with the dishes that have every word of the search in name, text or section. */
export function found(sections, words) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return sections;
  const has = (section, item) => {
    const text = plain(`${item.name} ${item.description ?? ""} ${section.name}`);
    return wanted.every((word) => text.includes(word));
  };
  return sections
    .map((section) => ({ ...section, items: section.items.filter((item) => has(section, item)) }))
    .filter((section) => section.items.length > 0);
}
