/** What the desk's screens know, and how they learn and change it. */

import { signal, useEffect, useSignal, useState } from "../vendor.js";
import { get, post } from "../api.js";
import { begin } from "../boot.js";
import { errorText, lang, t } from "../i18n.js";
import { inTurn } from "../inturn.js";
import { toast } from "../kit.js";
import { follow } from "../live.js";
import { parsePath } from "./model.js";

const SOON_MS = 150;
const formats = new Map();

export const me = signal(null);
export const place = signal(parsePath(location.pathname));
export const link = signal("connecting");
export const sheet = signal(null);
/** Grows with each news of the desk: what is shown is fetched anew. */
export const beat = signal(0);

/** Find out who we are and follow the desk. @throws {ApiError} */
export async function start() {
  const data = await begin();
  me.value = data.me.kind === "guest" ? await get("/api/v1/me?as=staff") : data.me;
  let soon = 0;
  const renew = () => {
    clearTimeout(soon);
    soon = setTimeout(() => (beat.value += 1), SOON_MS);
  };
  const live = follow({
    view: "desk",
    after: me.value.seq,
    onNews: renew,
    onConnect: renew,
    onReload: async () => {
      renew();
      return (await get("/api/v1/me?as=staff")).seq;
    },
  });
  live.state.subscribe((state) => (link.value = state));
}

/** Whether this person may do something. */
export const may = (permission) => me.value.permissions.includes(permission);

/** Whether rooms are served by a restaurant of the same house: it has the chats and requests. */
export const hasRestaurant = () => me.value.venue.kind !== "hotel";

/** Go to a screen of the desk. */
export function go(path) {
  history.pushState(null, "", path);
  arrive();
}

function arrive() {
  sheet.value = null;
  place.value = parsePath(location.pathname);
  scrollTo(0, 0);
}

addEventListener("popstate", arrive);

/** Follow a link of ours without loading the page again. */
export function onLink(path) {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    go(path);
  };
}

/** Change something; says `done`, or what went wrong. Resolves to the answer, or null. */
export async function act(path, body = {}, done = "desk.saved") {
  try {
    const answer = await post(path, body);
    if (done) toast(t(done), { icon: "check" });
    sheet.value = null;
    beat.value += 1;
    return answer;
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert", seconds: 8 });
    return null;
  }
}

/** Something fetched, again with each news; the older one stays meanwhile. */
export function useFetched(path) {
  const found = useSignal({ path: null, value: null, error: null });
  const [readings] = useState(inTurn);
  const again = async () => {
    if (!path) return;
    const reading = readings.ask();
    const told = await get(path).then((value) => ({ value, error: null }),
      (error) => ({ error }));
    if (!readings.isNewest(reading)) return;
    const older = found.value.path === path ? found.value.value : null;
    found.value = { path, value: older, ...told };
  };
  const news = beat.value;
  useEffect(() => {
    again();
  }, [path, news]);
  const { value, error } = found.value.path === path ? found.value : {};
  return { value: value ?? null, error: error ?? null, again };
}

/** A day such as 2026-05-31 in words of the language now shown. */
export function dayText(day, style = { weekday: "short", day: "numeric", month: "short" }) {
  const id = `${lang.value} ${JSON.stringify(style)}`;
  // A formatter is dear to make, and a chart asks for hundreds of days while it scrolls.
  if (!formats.has(id)) {
    formats.set(id, new Intl.DateTimeFormat(`${lang.value}-u-nu-latn`,
      { ...style, timeZone: "UTC" }));
  }
  return formats.get(id).format(new Date(`${day}T12:00:00Z`));
}

export { get };
