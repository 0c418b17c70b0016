/** The guest's visit: coming in, following the news, and what a guest asks for. */

import { effect } from "../vendor.js";
import { post } from "../api.js";
import { begin, chooseLanguage } from "../boot.js";
import { errorText, lang, t } from "../i18n.js";
import { toast } from "../kit.js";
import { follow } from "../live.js";
import { join, loadAll, loadMenu, loadOrders, refreshMe, surely } from "./load.js";
import { flush, openOutbox } from "./outbox.js";
import { withOrder } from "./progress.js";
import {
  billNews, calls, cutOff, guestState, items, lines, link, me, menu, note, orders, returned, session,
} from "./state.js";

const MENU_JITTER_MS = 500;
const CALM_MS = 1_500;

/** Find out who we are, the menu and the table's orders; resolves to the `seq` to go on from. */
export async function start() {
  const data = await begin();
  me.value = data.me;
  session.value = data.me.session ?? {};
  if (data.me.kind !== "guest") return 0;
  await enter();
  if (guestState.value === "over") return 0;
  if (data.menu && data.lang === lang.value) menu.value = data.menu;
  const isJoined = guestState.value === "joined";
  const [seq] = await Promise.all([
    isJoined ? loadOrders() : me.value.seq,
    menu.value ?? loadMenu(),
  ]);
  remember();
  return Math.min(seq, menu.value.seq);
}

/** After the first paint: send what an earlier visit left, and follow the news. */
export async function connect(seq) {
  if (me.value.kind !== "guest" || guestState.value === "over") return;
  await openOutbox();
  listen(seq);
}

async function enter() {
  if (["joined", "over", "needs_pin"].includes(guestState.value)) return;
  // When it fails the page shows the state it has; the news tell the next one.
  await join().catch(() => undefined);
}

function listen(after) {
  const live = follow({
    view: "guest",
    after,
    onNews: (item) => NEWS[item.kind]?.(item),
    onReload: loadAll,
    onConnect: flush,
    onRefused: () => surely(refreshMe),
  });
  let calm = 0;
  effect(() => {
    const state = live.state.value;
    link.value = state;
    clearTimeout(calm);
    if (state === "live") cutOff.value = false;
    else calm = setTimeout(() => (cutOff.value = true), CALM_MS);
  });
  effect(() => {
    if (guestState.value === "over") live.close();
  });
}

const NEWS = {
  order: ({ order }) => (orders.value = withOrder(orders.value, order)),
  session: ({ state, paused }) => {
    session.value = { ...session.value, state, paused };
    if (state === "closed") surely(refreshMe);
  },
  menu: () => setTimeout(() => surely(loadMenu), Math.random() * MENU_JITTER_MS),
  call: ({ call: { kind, state } }) => (calls.value = { ...calls.value, [kind]: state }),
  joined: () => surely(refreshMe),
  bill: () => (billNews.value += 1),
};

/** Call the waiter or ask for the bill; never sealed: a call of an hour ago helps nobody. */
export async function call(kind) {
  try {
    await post("/api/v1/calls", { kind });
    calls.value = { ...calls.value, [kind]: "open" };
    toast(t(`guest.called.${kind}`), { icon: "check" });
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert" });
  }
}

/** Show another language; the menu follows. */
export async function changeLanguage(code) {
  await chooseLanguage(code);
  await surely(loadMenu);
}

/** Keep what is chosen over a reload. */
function remember() {
  const name = `guest ${me.value.guest.id}`;
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "{}");
    lines.value = (kept.lines ?? []).filter((line) => items.value.has(line.item_id));
    note.value = kept.note ?? "";
    returned.value = kept.returned ?? [];
    effect(() => {
      const now = { lines: lines.value, note: note.value, returned: returned.value };
      localStorage.setItem(name, JSON.stringify(now));
    });
  } catch {
    // No storage: the choice lasts as long as the page.
  }
}
