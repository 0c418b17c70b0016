/** Orders on their way: sealed on this phone, sent once, and what the box said of them. */

import { batch, effect } from "../vendor.js";
import { t } from "../i18n.js";
import { toast } from "../kit.js";
import { openQueue } from "../queue.js";
import * as cart from "./cart.js";
import { loadMenu, refreshMe, surely } from "./load.js";
import { withOrder } from "./progress.js";
import { durable, items, lines, me, note, orders, returned, sealed, sheet } from "./state.js";

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

/** Seal the order: safe on this phone before anything else happens, then on its way. */
export async function sendOrder() {
  const body = cart.orderBody(lines.value, note.value, items.value);
  try {
    await (await queue).seal("/api/v1/orders", body);
  } catch (error) {
    console.error("seal", error);
    toast(t("guest.not_saved"), { icon: "triangle-alert", seconds: 8 });
    return;
  }
  batch(() => {
    lines.value = [];
    note.value = "";
    sheet.value = { kind: "table" };
  });
}

function onAnswer(command, { status, body }) {
  if (status < 400) {
    orders.value = withOrder(orders.value, body);
    return;
  }
  if (body.code === "orders.needs_confirmation") {
    reconsider(command, body.details?.changes ?? []);
    return;
  }
  returned.value = [...returned.value, { id: command.id, body: command.body, problem: body }];
  if (status === 401 || status === 410) surely(refreshMe);
}

/** Something changed since the guest chose: back into the basket, marked, for a yes or a no. */
async function reconsider(command, changes) {
  await loadMenu().catch(() => undefined);
  batch(() => {
    lines.value = cart.giveBack(lines.value, cart.linesFrom(command.body, changes));
    note.value ||= command.body.note ?? "";
    sheet.value = { kind: "cart" };
  });
}

/** Put a refused order back among the chosen dishes. */
export function takeBack(id) {
  const { body } = returned.value.find((other) => other.id === id);
  const known = cart.linesFrom(body).filter((line) => items.value.has(line.item_id));
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
