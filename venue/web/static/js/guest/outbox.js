/** Orders on their way: sealed on this phone, sent once, and what the box said of them. */

import { batch, effect } from "../vendor.js";
import { t } from "../i18n.js";
import { toast } from "../kit.js";
import { openQueue } from "../queue.js";
import * as cart from "./cart.js";
import { loadDraft, settle } from "./draft.js";
import { isShared, loadMenu, refreshMe, surely } from "./load.js";
import { withOrder } from "./progress.js";
import {
  durable, items, lines, me, note, orders, othersOpen, returned, sealed, session, sheet, slot,
} from "./state.js";

let queue = null;

/** Open the queue of this guest; what an earlier visit left is sent. */
export async function openOutbox() {
  queue = openQueue({ name: `guest ${me.value.guest.id}`, onAnswer });
  const { commands, durable: lasts } = await queue;
  durable.value = lasts;
  effect(() => {
    sealed.value = commands.value;
  });
}

/** The box is there (again): send what waits. */
export const flush = async () => (await queue).flush();

/** A sealed order that became old: the guest says yes, or no. */
export const sendStale = async (id) => (await queue).want(id);
export const dropStale = async (id) => (await queue).drop(id);

/**
 * Seal the order: safe on this phone before anything else happens, then on its way. It names the
 * visit it belongs to: a phone that has moved on must not order for its new table.
 * @param {object} options
 * @param {boolean} options.all with what the others at the table have chosen
 */
export async function sendOrder({ all }) {
  const visit = { table_session_id: session.value.id, ...(slot.value && { slot: slot.value }) };
  const own = lines.value.map((line) => ({ ...line, guest_id: me.value.guest.id }));
  const chosen = all ? [...own, ...cart.orderable(othersOpen.value, items.value)] : own;
  const [path, body] = isShared()
    ? ["/api/v1/draft/send", cart.sharedBody(chosen, note.value, items.value)]
    : ["/api/v1/orders", cart.orderBody(own, note.value, items.value)];
  try {
    await (await queue).seal(path, { ...body, ...visit });
  } catch (error) {
    console.error("seal", error);
    toast(t("guest.not_saved"), { icon: "triangle-alert", seconds: 8 });
    return;
  }
  batch(() => {
    lines.value = [];
    note.value = "";
    slot.value = "";
    sheet.value = { kind: "table" };
  });
}

function onAnswer(command, { status, body }) {
  if (status < 400) {
    batch(() => {
      settle(command.body);
      orders.value = withOrder(orders.value, body);
    });
    return;
  }
  if (body.code === "orders.needs_confirmation") {
    reconsider(command, body.details?.changes ?? []);
    return;
  }
  returned.value = [...returned.value, { id: command.id, body: command.body, problem: body }];
  if (status === 401 || status === 403 || status === 410) surely(refreshMe);
}

/** Something changed since the guest chose: back into the basket, marked, for a yes or a no. */
async function reconsider(command, changes) {
  await Promise.all([loadMenu(), loadDraft()]).catch(() => undefined);
  const own = cart.linesFrom(command.body, changes, me.value.guest.id);
  batch(() => {
    lines.value = cart.giveBack(lines.value, own);
    note.value ||= command.body.note ?? "";
    const isSentByAnother = lines.value.length + othersOpen.value.length === 0;
    sheet.value = { kind: isSentByAnother ? "table" : "cart", changed: true };
    if (isSentByAnother) toast(t("guest.sent_by_another"), { icon: "check", seconds: 6 });
  });
}

/** Put a refused order back among the chosen dishes. */
export function takeBack(id) {
  const { body } = returned.value.find((other) => other.id === id);
  const own = cart.linesFrom(body, [], me.value.guest.id);
  const known = own.filter((line) => items.value.has(line.item_id));
  batch(() => {
    lines.value = cart.giveBack(lines.value, known);
    note.value ||= body.note ?? "";
    forget(id);
    sheet.value = { kind: "cart" };
  });
}

/** Remove a refused order from the screen. */
export function forget(id) {
  returned.value = returned.value.filter((other) => other.id !== id);
}
