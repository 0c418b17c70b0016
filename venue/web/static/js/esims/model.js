/** Finding destinations and what stands in the way of a sale. Pure. */

import { plain } from "../find.js";

/**
 * Destinations that have every word in their name, and after them regions that cover such a country.
 * @param {{slug: string, name: string, countries: string[]}[]} items
 * @param {(code: string, known: string) => string} nameOf a country in the guest's language
 */
export function findPlaces(items, words, nameOf) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  const has = (text) => wanted.every((word) => plain(text).includes(word));
  const own = (one) => {
    const code = one.countries.length === 1 ? one.countries[0] : "";
    return `${one.name} ${one.slug} ${nameOf(code, "")}`;
  };
  const named = items.filter((one) => has(own(one)));
  if (wanted.length === 0) return named;
  const covers = (one) => one.countries.length > 1
    && one.countries.some((code) => has(`${nameOf(code, code)}`));
  return [...named, ...items.filter((one) => !named.includes(one) && covers(one))];
}

/** Why nothing can be sold just now: a word's key and its tone; null: all is well. */
export function shopState(shop) {
  if (shop.age_s === null) return { key: "esims.no_catalogue", tone: "bad" };
  if (shop.hidden) return { key: "esims.too_old", tone: "bad" };
  if (!shop.credit) return { key: "esims.no_credit", tone: "bad" };
  if (!shop.online && !shop.sells_offline) return { key: "esims.refused_offline", tone: "bad" };
  if (!shop.online) return { key: "esims.queued_offline", tone: "warn" };
  return shop.stale ? { key: "esims.stale", tone: "warn" } : null;
}

/** What pays: the body's own members by the way chosen, or null while something is missing. */
export function paymentOf({ way, session, room, name, isSigned }) {
  if (way === "table") return session ? { session_id: session } : null;
  if (way !== "room") return { payment: { method: way } };
  const isWhole = room.trim() && name.trim() && isSigned;
  return isWhole ? { payment: { method: "room", room, name, signature: { kind: "slip" } } } : null;
}
