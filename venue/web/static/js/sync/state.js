/** What the sync page knows, and how it learns it. */

import { signal } from "../vendor.js";
import { get, post } from "../api.js";
import { errorText } from "../i18n.js";
import { toast } from "../kit.js";

export const view = signal(null);
export const list = signal({ items: [], next: null });
export const tab = signal("dead_letter");
export const sheet = signal(null);
export const me = signal(null);
export const link = signal("connecting");
export const lost = signal(false);
export const differences = signal(0);

export const TABS = ["dead_letter", "waiting", "differences", "finished"];

const pathOf = (name, after) => (name === "differences"
  ? `/api/v1/sync/differences?after=${after}`
  : `/api/v1/sync/messages?list=${name}&after=${after}`);

/** Fetch everything that is shown; resolves to its `seq`. */
export async function load() {
  const name = tab.value;
  const [found, rows, open] = await Promise.all([
    get("/api/v1/sync"), get(pathOf(name, 0)), get(pathOf("differences", 0)),
  ]);
  view.value = found;
  differences.value = open.items.length;
  if (tab.value === name) list.value = rows;
  lost.value = false;
  return found.seq;
}

/** Load again; what is shown stays when the box is out of reach. */
export async function refresh() {
  await load().catch(() => {
    lost.value = true;
  });
}

/** Show another list. */
export async function choose(name) {
  tab.value = name;
  list.value = { items: null, next: null };
  await refresh();
}

/** Add the next page. */
export async function more() {
  const page = await get(pathOf(tab.value, list.value.next));
  list.value = { items: [...list.value.items, ...page.items], next: page.next };
}

/** Do one thing and show what came of it; true when it worked. */
export async function act(path, body, done) {
  try {
    // Keys are tried against the cloud first, which may take its time.
    await post(path, body, { timeout: 60_000, tries: 1 });
    toast(done, { icon: "check" });
    sheet.value = null;
    await refresh();
    return true;
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert", seconds: 8 });
    return false;
  }
}

/** Whether this person may change something here. */
export function mayManage() {
  return me.value.permissions.includes("sync.manage");
}
