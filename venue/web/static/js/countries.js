/** Countries named in a language by the browser's own table (CLDR). */

const tables = new Map();

/** The name of an ISO country; `known` where there is no code, or the browser knows none. */
export function countryName(code, known, lang) {
  if (!/^[A-Z]{2}$/.test(code)) return known;
  if (!tables.has(lang)) {
    tables.set(lang, new Intl.DisplayNames([lang], { type: "region", fallback: "none" }));
  }
  return tables.get(lang).of(code) ?? known;
}

/** Name every `data-country` of a page that the box has drawn in the page's language. */
export function nameCountries(root) {
  for (const one of root.querySelectorAll("[data-country]")) {
    const { country } = one.dataset;
    if (country) one.textContent = countryName(country, one.textContent, document.documentElement.lang);
  }
}
