/** What the eSIM screens share: who one is, where one is, and the shop's condition. */

import { signal } from "../vendor.js";
import { get } from "../api.js";
import { begin } from "../boot.js";
import { errorText, lang, t } from "../i18n.js";
import { toast } from "../kit.js";
import { countryName } from "../countries.js";

export const PATHS = { sell: "/esim", orders: "/esim/orders", account: "/esim/account" };
export const me = signal(null);
export const place = signal(screenOf(location.pathname));
export const shop = signal(null); // destinations with the catalogue's age, the line and the mode
export const failed = signal("");

function screenOf(path) {
  return Object.keys(PATHS).find((name) => PATHS[name] === path) ?? "sell";
}

/** Find out who we are. @throws {ApiError} */
export async function start() {
  const data = await begin();
  me.value = data.me.kind === "guest" ? await get("/api/v1/me?as=staff") : data.me;
  await renew();
}

/** Read the shop's condition again. */
export const renew = () => guarded(async () => {
  shop.value = await get("/api/v1/esim/destinations");
});

/** Whether this person may do something. */
export const may = (permission) => me.value.permissions.includes(permission);

/** Go to a screen. */
export function go(name) {
  history.pushState(null, "", PATHS[name]);
  arrive();
}

function arrive() {
  failed.value = "";
  place.value = screenOf(location.pathname);
  scrollTo(0, 0);
}

addEventListener("popstate", arrive);

/** Follow a link of ours without loading the page again. */
export function onLink(name) {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    go(name);
  };
}

/** Do something and show what went wrong. Resolves to whether it worked. */
export async function guarded(work) {
  failed.value = "";
  try {
    await work();
    return true;
  } catch (error) {
    failed.value = errorText(error);
    return false;
  }
}

/** Say that something is done. */
export const say = (key) => toast(t(key), { icon: "circle-check" });

/** A destination's name in the language now shown; a region's is the vendor's own. */
export function placeName({ country = "", countries = [], destination, name }) {
  const code = country || (countries.length === 1 ? countries[0] : "");
  return countryName(code, destination ?? name, lang.value);
}

/** How much data for how long. */
export function planWords({ unlimited, megabytes, days }) {
  const size = megabytes % 1024 === 0 ? t("esims.gb", { size: megabytes / 1024 })
    : t("esims.mb", { size: megabytes });
  return `${unlimited ? t("esims.unlimited") : size} · ${t("esims.days", { count: days })}`;
}
