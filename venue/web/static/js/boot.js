/** How every screen starts: what came with the page, who one is, the words, and the first paint. */

import { h, render } from "./vendor.js";
import { get } from "./api.js";
import { addWords, lang, setLanguage, t } from "./i18n.js";
import { useVenue } from "./money.js";
import { toast } from "./kit.js";

/** The JSON that the server put into the page (`<script type="application/json" id="boot">`). */
export function pageData() {
  const node = document.getElementById("boot");
  return node ? JSON.parse(node.textContent) : {};
}

/**
 * Find out who we are and load the words. Uses what the page brought and asks only for the rest.
 * @returns {Promise<object>} the page's data with `me` in it
 */
export async function begin() {
  const data = pageData();
  if (data.text && data.lang) addWords(data.lang, data.text);
  const me = data.me ?? (await get("/api/v1/me"));
  useVenue(me.venue);
  await setLanguage(document.documentElement.lang || me.lang || me.venue.default_language);
  addEventListener("unhandledrejection", (event) => {
    console.error(event.reason);
    toast(t("error.unknown"), { icon: "triangle-alert" });
  });
  return { ...data, me };
}

/** Paint a component in the page's place for it; the server's plain version makes room. */
export function paint(component, props = {}) {
  const root = document.getElementById("app");
  document.getElementById("plain")?.remove();
  render(h(component, props), root);
  root.removeAttribute("hidden");
}

/** Remember the chosen language for a year, on this device and for the server's pages. */
export async function chooseLanguage(code) {
  document.cookie = `venue_lang=${code}; path=/; max-age=31536000; samesite=lax`;
  await setLanguage(code);
}

/** Remember "light" or "dark"; null follows the device. */
export function chooseTheme(theme) {
  const root = document.documentElement;
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  const keep = theme ? `theme=${theme}; max-age=31536000` : "theme=; max-age=0";
  document.cookie = `${keep}; path=/; samesite=lax`;
}

/** Seconds since something of `age_s` at receipt, by a clock that nobody can set. */
export function ageNow(ageAtReceipt, receivedAt) {
  return ageAtReceipt + (performance.now() - receivedAt) / 1000;
}

export { lang };
