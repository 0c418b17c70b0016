/** What the manager's screens know, and how they learn and change it. */

import { batch, computed, signal } from "../vendor.js";
import { del, get, post, send } from "../api.js";
import { begin } from "../boot.js";
import { errorText, t } from "../i18n.js";
import { toast } from "../kit.js";
import { follow } from "../live.js";
import { parsePath, pathOf } from "./paths.js";

const SOON_MS = 300;

export const me = signal(null);
export const place = signal(parsePath(location.pathname));
export const link = signal("connecting");
/** The whole menu as the editor has it; null until asked for. */
export const editor = signal(null);
export const sheet = signal(null);
/** Grows with each news of the box: screens that show live things fetch them anew. */
export const beat = signal(0);
/** Words typed and not saved; leaving would lose them. */
export const isDirty = signal(false);

export const isRestaurant = computed(() => me.value?.venue.kind !== "hotel");
export const isHotel = computed(() => me.value?.venue.kind !== "restaurant");
export const exponent = computed(() => me.value?.venue.exponent ?? 2);
export const currency = computed(() => me.value?.venue.currency ?? "EUR");
export const languages = computed(() => {
  const { languages: all, default_language: own } = me.value.venue;
  return all.filter((one) => one !== own);
});

/** Find out who we are and follow the box. @throws {ApiError} */
export async function start() {
  const data = await begin();
  me.value = data.me.kind === "guest" ? await get("/api/v1/me?as=staff") : data.me;
  let soon = 0;
  const live = follow({
    view: "status",
    after: me.value.seq,
    onNews: () => {
      clearTimeout(soon);
      soon = setTimeout(renew, SOON_MS);
    },
    onReload: async () => {
      await renew();
      return (await get("/api/v1/me?as=staff")).seq;
    },
  });
  live.state.subscribe((state) => (link.value = state));
}

async function renew() {
  beat.value += 1;
  // A form that is being filled in keeps what it shows; saving sends only what was changed.
  if (editor.value && !isDirty.value) await loadEditor().catch(() => undefined);
}

/** Fetch the menu as the editor shows it. @throws {ApiError} */
export async function loadEditor() {
  editor.value = await get("/api/v1/menu/editor");
}

/** Go to a screen, or to one thing on it; asks first when words would be lost. */
export function go(screen, key = null) {
  if (isDirty.value && !confirm(t("manage.leave_unsaved"))) return;
  history.pushState(null, "", pathOf(screen, key));
  arrive();
}

function arrive() {
  batch(() => {
    isDirty.value = false;
    sheet.value = null;
    place.value = parsePath(location.pathname);
  });
  scrollTo(0, 0);
}

addEventListener("popstate", arrive);
addEventListener("beforeunload", (event) => {
  if (isDirty.value) event.preventDefault();
});

/** Follow a link of ours without loading the page again. */
export function onLink(screen, key = null) {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    go(screen, key);
  };
}

/**
 * Do something that changes the box; says what went wrong. Resolves to the answer, or null.
 * @param {() => Promise<any>} call
 */
export async function act(call, done = "manage.saved") {
  try {
    const answer = await call();
    if (done) toast(t(done), { icon: "check" });
    return answer;
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert", seconds: 8 });
    return null;
  }
}

const recordsPath = (kind, key) =>
  `/api/v1/menu/records/${kind}/${key.split("/").map(encodeURIComponent).join("/")}`;

/** Store fields of a record, or a new one with `key` null. @throws {ApiError} */
export async function saveRecord(kind, key, fields) {
  const answer = key === null
    ? await post(`/api/v1/menu/records/${kind}`, { fields })
    : await send("PUT", recordsPath(kind, key), { fields });
  isDirty.value = false;
  await loadEditor();
  return answer;
}

/** Put records into an order; shown at once, taken back when the box refuses. */
export async function orderRecords(kind, keys) {
  const before = editor.value;
  const chosen = new Set(keys);
  const queue = keys.map((key) => before.records[kind].find((one) => one.key === key));
  const records = before.records[kind].map((one) => (chosen.has(one.key) ? queue.shift() : one));
  editor.value = { ...before, records: { ...before.records, [kind]: records } };
  const answer = await act(
    () => post(`/api/v1/menu/sequence/${kind}`, { keys }), "manage.order_saved",
  );
  if (!answer) editor.value = before;
}

export { del, get, post, send };
