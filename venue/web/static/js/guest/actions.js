/** The guest's visit: coming in, following the news, and what a guest asks for. */

import { effect } from "../vendor.js";
import { post } from "../api.js";
import { begin, chooseLanguage } from "../boot.js";
import { errorText, lang, t } from "../i18n.js";
import { toast } from "../kit.js";
import { NOTHING } from "./diet.js";
import { loadDraft, meet, memory, onDraft, shareChanges, tell } from "./draft.js";
import { forgetOthers, keep, kept } from "./keep.js";
import {
  heardOrder, join, learn, loadAll, loadMenu, loadOrders, loadPacing, refreshMe, surely,
} from "./load.js";
import { flush, openOutbox } from "./outbox.js";
import { withOrder } from "./progress.js";
import {
  billNews, calls, cutOff, filter, guestState, items, lines, link, me, menu, note, orders, pacing,
  returned, sellsEsims, session,
} from "./state.js";

const MENU_JITTER_MS = 500;
const CALM_MS = 1_500;
const SLOW_MS = 5_000;

let remembered = {};

/** Find out who we are, the menu and the table's orders; resolves to the `seq` to go on from. */
export async function start() {
  const data = await begin();
  learn(data.me);
  sellsEsims.value = data.esims === true;
  forgetOthers(guestState.value === "over" ? null : data.me.guest.id);
  if (data.me.kind !== "guest") return 0;
  await enter();
  if (guestState.value === "over") return 0;
  if (data.menu && data.lang === lang.value) menu.value = data.menu;
  // What came with the page saves an old phone the way to the box and back before it sees anything.
  if (data.orders) orders.value = data.orders;
  const isNew = guestState.value === "joined" && !data.orders;
  const [seq] = await Promise.all([isNew ? loadOrders() : data.me.seq, menu.value ?? loadMenu()]);
  remember();
  return Math.min(seq, menu.value.seq);
}

/**
 * After the first paint: send what an earlier visit left, and follow the news.
 * @param {number} seq of what the screen shows
 * @param {Promise<Function>} following resolves to `follow` of live.js, when it has been fetched
 */
export async function connect(seq, following) {
  if (me.value.kind !== "guest" || guestState.value === "over") return;
  const slow = setTimeout(() => (cutOff.value = true), SLOW_MS);
  await openOutbox();
  const follow = await following;
  clearTimeout(slow);
  listen(follow, seq);
  surely(loadPacing);
  surely(() => loadDraft(remembered.draft));
  shareChanges();
}

async function enter() {
  if (["joined", "over", "needs_pin"].includes(guestState.value)) return;
  // When it fails the page shows the state it has; the news tell the next one.
  await join().catch(() => undefined);
}

async function reload() {
  const seq = await loadAll();
  await loadDraft();
  return seq;
}

function listen(follow, after) {
  const live = follow({
    view: "guest",
    after,
    party: () => session.value?.id ?? null,
    onNews: (item) => NEWS[item.kind]?.(item),
    onReload: reload,
    onConnect: () => {
      flush();
      tell();
    },
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
    if (guestState.value !== "over") return;
    live.close();
    forgetOthers(null);
  });
}

/** This phone belongs to another party now: let in, joined to a table, or taken apart again. */
async function otherParty() {
  await surely(refreshMe);
  await surely(loadDraft);
}

const NEWS = {
  order: ({ order, seq }) => {
    heardOrder(seq);
    orders.value = withOrder(orders.value, order);
  },
  session: ({ state, paused }) => {
    session.value = { ...session.value, state, paused };
    if (state === "closed") surely(refreshMe);
  },
  menu: () => setTimeout(() => surely(loadMenu), Math.random() * MENU_JITTER_MS),
  call: ({ call }) => hear(call),
  pacing: ({ seq: _, kind: __, ...told }) => {
    pacing.value = { state: "normal", ...told, at: performance.now() };
  },
  draft: onDraft,
  person: ({ person }) => meet([person]),
  joined: otherParty,
  moved: otherParty,
  bill: () => (billNews.value += 1),
};

/** A call as it is now; `at` lets its age be counted. */
function hear(call) {
  const before = calls.value[call.kind];
  calls.value = { ...calls.value, [call.kind]: { ...call, at: performance.now() } };
  if (call.state === "answered" && before?.state === "open" && call.by) {
    toast(t(`guest.coming.${call.kind}`, { name: call.by }), { icon: "check", seconds: 6 });
  }
}

/** Call the waiter or ask for the bill; never sealed: a call of an hour ago helps nobody. */
export async function call(kind) {
  try {
    hear(await post("/api/v1/calls", { kind }));
    toast(t(`guest.called.${kind}`), { icon: "check" });
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert" });
  }
}

/** Say how the others at the table know this phone. */
export async function rename(name) {
  try {
    meet([await post("/api/v1/me/name", { name })]);
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert" });
  }
}

/** Show another language; the menu follows. Where the box is out of reach, the old one stays. */
export async function changeLanguage(code) {
  try {
    await chooseLanguage(code);
  } catch {
    toast(t("error.network.unreachable"), { icon: "wifi-off" });
    return;
  }
  await surely(loadMenu);
}

/** Keep what is chosen over a reload. */
function remember() {
  const id = me.value.guest.id;
  remembered = kept(id);
  lines.value = (remembered.lines ?? []).filter((line) => items.value.has(line.item_id));
  note.value = remembered.note ?? "";
  returned.value = remembered.returned ?? [];
  filter.value = remembered.filter ?? NOTHING;
  effect(() => {
    const chosen = { lines: lines.value, note: note.value, returned: returned.value };
    if (guestState.value === "over") return;
    keep(id, { ...chosen, filter: filter.value, draft: memory() });
  });
}
