/** What the whole table has ordered: whose it is, how far each dish is, and the same again. */

import { html } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Empty, Icon, Sheet, toast } from "../kit.js";
import { bySet } from "../sets.js";
import { addLine, againLines, chosenOf } from "./cart.js";
import { WhoAmI, nameOf } from "./people.js";
import { STEPS, isUnderWay, livingLines, stateOf, stepsDone, totalOf } from "./progress.js";
import { ICONS, Promised, Steps, pending } from "./strip.js";
import { Pending, Returned } from "./unsent.js";
import { currency, items, lines, me, mode, orders, returned, sheet, who } from "./state.js";

const asMoney = (amount) => ({ amount, currency: currency.value });

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
      ${mode.value === "shared" && me.value.guest.number && html`<${WhoAmI} />`}
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

/** The dishes of an order into the basket once more. */
function again(order) {
  const { lines: wanted, missing } = againLines(order, items.value);
  lines.value = wanted.reduce((some, line) => addLine(some, line), lines.value);
  if (missing > 0) toast(t("guest.again_missing", { count: missing }), { icon: "triangle-alert" });
  if (wanted.length > 0) sheet.value = { kind: "cart" };
}

function Order({ order }) {
  const state = stateOf(order);
  const by = order.origin === "staff" ? order.by : nameOf(order.guest_id);
  const mayRepeat = mode.value !== "view" && livingLines(order).length > 0;
  return html`<article class="card order" data-state=${state}>
    <header class="row">
      <span class="order-who grow"><strong dir="auto">${by}</strong>
        <span class="muted small">${t("guest.order_number", { number: order.number })}</span></span>
      <span class=${`badge ${toneOf(state)}`} role="status">
        <${Icon} name=${ICONS[state]} />${t(`guest.state.${state}`)}</span>
    </header>
    ${isUnderWay(order) && html`<${NamedSteps} state=${state} /><${Promised} />`}
    ${order.reason && html`<p class="small" dir="auto">${order.reason}</p>`}
    <ul>
      ${bySet(order.lines).map(({ set, lines: some }) => {
        const shown = some.map((line) => html`<${OrderLine} key=${line.id} line=${line}
          order=${order} whole=${state} />`);
        return set ? html`<li class="order-set" key=${`set ${set.no}`}>
          <span class="order-name" dir="auto">${items.value.get(set.item_id)?.name ?? set.name}</span>
          <ul>${shown}</ul></li>` : shown;
      })}
    </ul>
    ${order.note && html`<p class="small muted order-note" dir="auto">${order.note}</p>`}
    ${mayRepeat && html`<button type="button" class="button order-again"
      onClick=${() => again(order)}>
      <${Icon} name="rotate-ccw" />${t("guest.again")}</button>`}
  </article>`;
}

function toneOf(state) {
  if (state === "rejected" || state === "cancelled") return "badge-bad";
  if (state === "ready" || state === "served") return "badge-ok";
  return state === "waiting_staff" ? "badge-warn" : "badge-brand";
}

const OWN_WORDS = new Set(["held", "started", "done", "served", "voided", "void_seen"]);

const idsOf = (line) => line.modifiers.map((modifier) => modifier.id);

function OrderLine({ line, order, whole }) {
  // A word only where the dish differs from what the whole order says.
  const differs = OWN_WORDS.has(line.state) && !(line.state === "served" && whole === "served");
  // In the language now shown where the menu still has the dish; else as it was ordered.
  const item = items.value.get(line.item_id);
  const names = new Map((item ? chosenOf(item, idsOf(line)) : []).map((m) => [m.id, m.name]));
  const extras = line.modifiers.map((m) => names.get(m.id) ?? m.name).join(", ");
  const owner = who.value[line.id];
  const isAnothers = owner !== undefined && owner !== order.guest_id;
  return html`<li class="order-line" data-state=${line.state}>
    <span class="order-quantity">${line.quantity}</span>
    <span class="grow"><span class="order-name" dir="auto">${item?.name ?? line.name}</span>
      ${extras && html`<span class="small muted order-extra" dir="auto">${extras}</span>`}
      ${line.note && html`<span class="small muted order-extra order-note" dir="auto">
        ${line.note}</span>`}
      ${isAnothers && html`<span class="small order-extra order-owner" dir="auto">
        <${Icon} name="user" />${nameOf(owner)}</span>`}
    </span>
    <span class="order-side">
      <span class="order-price">${money(line.total)}</span>
      ${differs && html`<span class="order-word" data-state=${line.state}>
        ${t(`guest.line.${line.state}`)}</span>`}
    </span>
  </li>`;
}
