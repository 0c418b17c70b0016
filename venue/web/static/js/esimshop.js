/** The guest's eSIM shop: countries in the page's language, in its order. */

import { nameCountries } from "./countries.js";

nameCountries(document.body);

const select = document.getElementById("where");
if (select) {
  const { value } = select;
  const [first, ...rest] = select.options;
  const { lang } = document.documentElement;
  rest.sort((one, other) => one.textContent.localeCompare(other.textContent, lang));
  select.replaceChildren(first, ...rest);
  select.value = value;
}
