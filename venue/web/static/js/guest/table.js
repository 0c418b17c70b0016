/** What the whole table has ordered: who, what, and how far it is. */

import { html } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Empty, Icon, Sheet } from "../kit.js";
import { chosenOf } from "./cart.js";
import { STEPS, isUnderWay, stateOf, stepsDone, summary, totalOf } from "./progress.js";
import { Pending, Returned } from "./unsent.js";
import {
  currency, cutOff, items, me, orders, returned, sealed, sheet,
} from "./state.js";

const ICONS = {
  waiting_staff: "clock", received: "check", kitchen: "chef-hat", cooking: "flame",
  ready: "concierge-bell", served: "check-check", rejected: "ban", cancelled: "ban",
};
const asMoney = (amount) => ({ amount, currency: currency.value });
const isMine = (order) => order.mine || order.guest_id === me.value.guest?.id;

/** Sealed commands whose order the box has not told us of yet. */
function pending() {
  const known = new Set(orders.value.map((order) => order.id));
  return sealed.value.filter((command) => !known.has(command.id));
}

/** The strip under the tiles: how the orders under way are doing, in one line. */
export function Strip() {
  const { dishes, made, state } = summary(orders.value);
  // While cut off, the banner above already says what waits.
  const waiting = cutOff.value ? [] : pending();
  const strip = (shown, icon, text, steps = null) => html`<button type="button" class="card strip"
    data-state=${shown} onClick=${() => (sheet.value = { kind: "table" })}>
    <span class="strip-icon"><${Icon} name=${icon} /></span>
    <span class="grow"><span class="strip-text">${text}</span>${steps}</span>
    <${Icon} name="chevron-right" class="icon-flip" />
  </button>`;
  if (returned.value.length > 0) {
    return strip("returned", "circle-alert", t("guest.strip.returned"));
  }
  if (waiting.length > 0) {
    return strip("waiting", "cloud-off", t(`guest.state.${waiting[0].state}`));
  }
  if (!state) return null;
  const text = t(`guest.strip.${state}`, { count: dishes, made });
  return strip(state, ICONS[state], text, html`<${Steps} state=${state} />`);
}

function Steps({ state }) {
  const done = stepsDone(state);
  return html`<span class="steps" role="img"
    aria-label=${t("guest.steps", { done, all: STEPS.length })}>
    ${STEPS.map((step, n) => html`<i key=${step} class=${n < done ? "on" : ""}></i>`)}
  </span>`;
}

function NamedSteps({ state }) {
  const done = stepsDone(state);
  return html`<div>
    <${Steps} state=${state} />
    <span class="steps-words" aria-hidden="true">
      ${STEPS.map((step, n) => html`<span key=${step} class=${n < done ? "on" : ""}>
        ${t(`guest.step.${step}`)}</span>`)}
    </span>
  </div>`;
}

/** The sheet of the table's orders, newest first, with the running total. */
export function TableSheet() {
  const close = () => (sheet.value = null);
  const sent = [...orders.value].reverse();
  const isEmpty = sent.length + pending().length + returned.value.length === 0;
  const foot = sent.length > 0 && html`<${TableFoot} />`;
  return html`<${Sheet} title=${t("guest.table_order")} onClose=${close} foot=${foot}>
    <div class="stack">
      ${isEmpty && html`<${Empty} icon="receipt-text" title=${t("guest.nothing_ordered")}>
        <p>${t("guest.nothing_ordered_hint")}</p>
      <//>`}
      ${returned.value.map((one) => html`<${Returned} key=${one.id} one=${one} />`)}
      ${[...pending()].reverse().map((one) => html`<${Pending} key=${one.id} command=${one} />`)}
      ${sent.map((order) => html`<${Order} key=${order.id} order=${order} />`)}
    </div>
  <//>`;
}

function TableFoot() {
  return html`<dl class="totals">
      <div>
        <dt>${t("guest.total_so_far")}</dt>
        <dd>${money(asMoney(totalOf(orders.value)))}</dd>
      </div>
    </dl>
    <button type="button" class="button button-large button-wide"
      onClick=${() => (sheet.value = { kind: "bill" })}>
      <${Icon} name="receipt-text" />${t("guest.pay.open")}
    </button>`;
}

function Order({ order }) {
  const state = stateOf(order);
  const who = isMine(order) ? t("guest.you") : order.by || t("guest.somebody");
  return html`<article class="card order" data-state=${state}>
    <header class="row">
      <span class="order-who grow"><strong>${who}</strong>
        <span class="muted small">${t("guest.order_number", { number: order.number })}</span></span>
      <span class=${`badge ${toneOf(state)}`}>
        <${Icon} name=${ICONS[state]} />${t(`guest.state.${state}`)}</span>
    </header>
    ${isUnderWay(order) && html`<${NamedSteps} state=${state} />`}
    ${order.reason && html`<p class="small">${order.reason}</p>`}
    <ul>
      ${order.lines.map(
        (line) => html`<${OrderLine} key=${line.id} line=${line} whole=${state} />`,
      )}
    </ul>
    ${order.note && html`<p class="small muted order-note" dir="auto">${order.note}</p>`}
  </article>`;
}

function toneOf(state) {
  if (state === "rejected" || state === "cancelled") return "badge-bad";
  if (state === "ready" || state === "served") return "badge-ok";
  return state === "waiting_staff" ? "badge-warn" : "badge-brand";
}

const OWN_WORDS = new Set(["held", "started", "done", "served", "voided", "void_seen"]);

const idsOf = (line) => line.modifiers.map((modifier) => modifier.id);

function OrderLine({ line, whole }) {
  // A word only where the dish differs from what the whole order says.
  const differs = OWN_WORDS.has(line.state) && !(line.state === "served" && whole === "served");
  // In the language now shown where the menu still has the dish; else as it was ordered.
  const item = items.value.get(line.item_id);
  const names = new Map((item ? chosenOf(item, idsOf(line)) : []).map((m) => [m.id, m.name]));
  const extras = line.modifiers.map((m) => names.get(m.id) ?? m.name).join(", ");
  return html`<li class="order-line" data-state=${line.state}>
    <span class="order-quantity">${line.quantity}</span>
    <span class="grow"><span class="order-name" dir="auto">${item?.name ?? line.name}</span>
      ${extras && html`<span class="small muted order-extra" dir="auto">${extras}</span>`}
      ${line.note && html`<span class="small muted order-extra order-note" dir="auto">
        ${line.note}</span>`}
    </span>
    <span class="order-side">
      <span class="order-price">${money(line.total)}</span>
      ${differs && html`<span class="order-word" data-state=${line.state}>
        ${t(`guest.line.${line.state}`)}</span>`}
    </span>
  </li>`;
}
