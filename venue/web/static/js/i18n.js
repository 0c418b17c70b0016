/** Words by key, a page's own ones of a language; a missing word is said in English, else by its key. */

import { signal } from "./vendor.js";
import { formatMoney } from "./money.js";

const RTL = new Set(["ar", "fa", "he", "ur"]);
const words = { en: {} };

/** The language now shown; components that call `t` or `money` follow it. */
export const lang = signal("en");

/** Writing direction of a language: "rtl" or "ltr". */
export function directionOf(code) {
  return RTL.has(code.split("-")[0]) ? "rtl" : "ltr";
}

/**
 * Fill one text. A text is a string with `{name}` holes, or `{one, few, many, other}` by `count`.
 * @param {string | Record<string, string>} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values, code) {
  const form =
    typeof text === "string"
      ? text
      : (text[new Intl.PluralRules(code).select(values.count ?? 0)] ?? text.other);
  const filled = (hole, name) => (name in values ? String(values[name]) : hole);
  return form.replace(/\{(\w+)\}/g, filled);
}

/** The words of a key in the language now shown. */
export function t(key, values = {}) {
  const code = lang.value;
  const own = words[code]?.[key];
  if (own !== undefined) return fill(own, values, code);
  const english = words.en[key];
  return english === undefined ? key : fill(english, values, "en");
}

/** True when the key has words in some language. */
export function hasText(key) {
  return key in (words[lang.value] ?? {}) || key in words.en;
}

/** A refusal (ApiError or its JSON) in words: by its code, else the box's own sentence. */
export function errorText(error) {
  const key = `error.${error?.code}`;
  if (hasText(key)) return t(key, error.details);
  const sentence = error?.message ?? error?.detail;
  if (error?.status >= 400 && sentence && sentence !== error.code) return sentence;
  return t(error?.status === 0 ? "error.network.unreachable" : "error.unknown");
}

/** A price in the language now shown. */
export function money(value) {
  return formatMoney(value, lang.value);
}

/** Add words that came with the page. */
export function addWords(code, entries) {
  words[code] = { ...words[code], ...entries };
}

/** Show a language: fetch the page's words unless it brought them, English where one is missing. */
export async function setLanguage(code) {
  if (!words[code]?.["common.app"]) await fetchWords(code);
  document.documentElement.lang = code;
  document.documentElement.dir = directionOf(code);
  lang.value = code;
}

/** The name of the page's script, such as "guest": the words it needs go by it. */
function pageName() {
  const script = document.querySelector('script[type="module"][src]');
  return /([\w-]+)\.js$/.exec(script.src)[1];
}

async function fetchWords(code) {
  const response = await fetch(new URL(`../text/${code}.${pageName()}.json`, import.meta.url));
  if (response.ok) addWords(code, await response.json());
}
