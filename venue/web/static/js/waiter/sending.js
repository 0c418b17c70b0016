/** What the waiter's screen sends: sealed on this device first, then sent once. */

import { batch, effect } from "../vendor.js";
import { begin } from "../boot.js";
import { get } from "../api.js";
import { t } from "../i18n.js";
import { toast } from "../kit.js";
import { openQueue } from "../queue.js";
import { play, unlockOnTouch } from "../sound.js";
import { EMPTY, bodyOf, givenBack } from "./draft.js";
import { withOrder } from "./model.js";
import { loadMenu, openFloor, problemText, refreshSoon } from "./reading.js";
import {
  commands, drafts, goBack, items, me, orders, place, returned, sheet, stamped, tables,
} from "./state.js";

let queue = null;

/** Start: who we are, what waits on this device, the floor. @throws {ApiError} */
export async function start() {
  const data = await begin();
  me.value = data.me.kind === "guest" ? await get("/api/v1/me?as=staff") : data.me;
  const name = `waiter ${me.value.staff_id ?? me.value.device?.id ?? 0}`;
  queue = await openQueue({ name, onAnswer });
  effect(() => {
    commands.value = queue.commands.value;
  });
  recall(name);
  unlockOnTouch();
  await openFloor(queue.flush);
}

/** A fact that may wait on this device: fired, served. */
export async function sealAct(path) {
  try {
    await queue.seal(path, {});
  } catch (error) {
    console.error("seal", error);
    toast(t("waiter.not_saved"), { icon: "triangle-alert", seconds: 6 });
  }
}

/** Seal the order of a party: safe on this device first, then sent once. */
export async function sendDraft(sessionId) {
  const draft = drafts.value[sessionId] ?? EMPTY;
  try {
    await queue.seal("/api/v1/orders", bodyOf(draft, sessionId, items.value));
  } catch (error) {
    console.error("seal", error);
    toast(t("waiter.not_saved"), { icon: "triangle-alert", seconds: 6 });
    return;
  }
  batch(() => {
    setDraft(sessionId, EMPTY);
    sheet.value = null;
    goBack({ tableId: place.value.tableId });
  });
}

/** Keep what is being taken for a party. */
export function setDraft(sessionId, draft) {
  const next = { ...drafts.value, [sessionId]: draft };
  if (draft.lines.length === 0 && !draft.note) delete next[sessionId];
  drafts.value = next;
}

function onAnswer(command, { status, body }) {
  const isOrder = command.path === "/api/v1/orders";
  if (status < 400) {
    if (!isOrder) return refreshSoon();
    orders.value = withOrder(orders.value, stamped(body));
    toast(t("waiter.order_sent", { number: body.number, table: body.table.number }),
      { icon: "check" });
    return refreshSoon();
  }
  const problem = { ...body, status, message: body?.detail };
  if (!isOrder) return toast(problemText(problem), { icon: "triangle-alert", seconds: 8 });
  if (body?.code === "orders.needs_confirmation") return reconsider(command, body);
  returned.value = [...returned.value, { id: command.id, body: command.body, problem }];
  play("alarm");
}

/** Something was sold out or changed its price: the order is the waiter's again. */
async function reconsider(command, problem) {
  await loadMenu().catch(() => undefined);
  const id = command.body.table_session_id;
  const changes = problem.details?.changes ?? [];
  setDraft(id, givenBack(drafts.value[id] ?? EMPTY, command.body, changes));
  play("alarm");
  toast(t("waiter.order_changed"), { icon: "triangle-alert", seconds: 10 });
  const own = tables.value.find((one) => one.session_id === id);
  if (own && own.id === place.value.tableId) sheet.value = { kind: "review" };
}

/** Put a refused order back into the draft of its party. */
export function takeBack(id) {
  const one = returned.value.find((other) => other.id === id);
  const session = one.body.table_session_id;
  setDraft(session, givenBack(drafts.value[session] ?? EMPTY, one.body));
  forget(id);
}

/** Remove a refused order from the screen. */
export function forget(id) {
  returned.value = returned.value.filter((other) => other.id !== id);
}

/** A sealed command that became old: send it all the same, or drop it. */
export const wantStale = (id) => queue.want(id);
export const dropStale = (id) => queue.drop(id);

/** Keep drafts and refused orders over a reload. */
function recall(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "{}");
    drafts.value = kept.drafts ?? {};
    returned.value = kept.returned ?? [];
    effect(() => {
      const now = { drafts: drafts.value, returned: returned.value };
      localStorage.setItem(name, JSON.stringify(now));
    });
  } catch {
    // No storage: they last as long as the page.
  }
}
