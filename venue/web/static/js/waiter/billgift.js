/** What the venue gives away, and other acts that need a reason: discount, comp, reopen. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { exponentOf } from "../money.js";
import { Icon } from "../kit.js";
import { goTo, isBusy, run, till } from "./billstate.js";
import { parseAmount } from "./model.js";
import { asMoney, currency } from "./state.js";

const PERCENTS = [5, 10, 20, 50];
const LONGEST_REASON = 120;

/** Reasons to tap, or an own one; `reason` is a signal of text. */
export function Reasons({ kind, reason }) {
  const offered = till.value?.reasons[kind] ?? [];
  return html`<fieldset class="bill-tip"><legend>${t("bill.reason")}</legend>
    <div class="reasons">${offered.map((one) => html`<button type="button" key=${one} class="chip"
      aria-pressed=${String(reason.value === one)}
      onClick=${() => (reason.value = one)}>${one}</button>`)}</div>
    <input class="input" maxlength=${LONGEST_REASON} aria-label=${t("bill.reason_own")}
      placeholder=${t("bill.reason_own")} value=${reason.value}
      onInput=${(event) => (reason.value = event.target.value)} /></fieldset>`;
}

/** One dish of the bill: a discount, for free, or on a bill of its own. */
export function LineStep({ bill, lineId }) {
  const line = bill.lines.find((one) => one.id === lineId);
  if (!line) return null;
  const path = `/api/v1/bills/${bill.id}`;
  const act = (icon, key, onClick) => html`<li><button type="button"
    class="button button-large button-wide" disabled=${isBusy.value} onClick=${onClick}>
    <${Icon} name=${icon} />${t(key)}</button></li>`;
  return html`<div class="stack">
    <p class="bill-amount"><span>${line.quantity} ${line.name}</span>
      <strong>${money(line.net)}</strong></p>
    <ul class="choices">
      ${act("minus", "bill.discount_line", () => goTo("gift", { kind: "discount", lineId }))}
      ${act("party-popper", "bill.comp_line", () => goTo("gift", { kind: "comp", lineId }))}
      ${act("receipt-text", "bill.own_bill", () => run(`${path}/transfer`, { lines: [lineId] }))}
    </ul>
    <${Given} bill=${bill} lineId=${lineId} />
  </div>`;
}

/** What was given already, each to be taken back. */
function Given({ bill, lineId = null }) {
  const given = bill.adjustments.filter((one) => lineId === null || one.line_id === lineId);
  if (given.length === 0) return null;
  const path = `/api/v1/bills/${bill.id}/adjustments`;
  return html`<ul class="stack">${given.map((one) => html`<li key=${one.id} class="row">
    <span class="grow">${t(`bill.given.${one.kind}`)}
      ${one.percent_bp ? ` ${one.percent_bp / 100} %` : one.amount ? ` ${money(one.amount)}` : ""}
      <span class="muted small"> ${one.reason}</span></span>
    <button type="button" class="button" disabled=${isBusy.value}
      onClick=${() => run(`${path}/${one.id}/undo`)}>${t("bill.take_back")}</button></li>`)}</ul>`;
}

export function GiftStep({ bill, kind: given = "discount", lineId = null }) {
  const kind = useSignal(given);
  const percent = useSignal(10);
  const text = useSignal("");
  const reason = useSignal("");
  const path = `/api/v1/bills/${bill.id}`;
  const amount = parseAmount(text.value, exponentOf(currency.value));
  const cut = text.value ? { amount: asMoney(amount ?? 0) } : { percent_bp: percent.value * 100 };
  const bodies = {
    discount: { ...cut, ...(lineId ? { line_id: lineId } : {}) },
    comp: lineId ? { lines: [lineId] } : {},
    service: { service_charge: false },
    reopen: {},
  };
  const paths = { discount: "discount", comp: "comp", service: "discount", reopen: "reopen" };
  const kinds = ["discount", "comp", ...(bill.service_charge.amount ? ["service"] : [])];
  const isReady = reason.value.trim() !== "" && (kind.value !== "discount" || !text.value || amount);
  const reasons = { service: "discount" }[kind.value] ?? kind.value;
  return html`<div class="stack">
    ${kind.value === "reopen" ? html`<p class="muted">${t("bill.reopen_text")}</p>`
      : html`<div class="bill-methods" role="group" aria-label=${t("bill.give")}>${kinds.map(
        (one) => html`<button type="button" key=${one} class="bill-method"
          aria-pressed=${String(kind.value === one)}
          onClick=${() => (kind.value = one)}>${t(`bill.gift.${one}`)}</button>`)}</div>`}
    ${kind.value === "discount" && html`<div class="row">${PERCENTS.map((one) => html`<button
      type="button" key=${one} class="chip grow"
      aria-pressed=${String(!text.value && percent.value === one)}
      onClick=${() => { percent.value = one; text.value = ""; }}>${`${one} %`}</button>`)}
      <input class="input bill-tip-own" inputmode="decimal" aria-label=${t("waiter.amount")}
        placeholder=${t("waiter.amount")} value=${text.value}
        onInput=${(event) => (text.value = event.target.value)} /></div>`}
    <${Reasons} kind=${reasons} reason=${reason} />
    <button type="button" class="button button-primary button-large button-wide"
      disabled=${!isReady || isBusy.value}
      onClick=${() => run(`${path}/${paths[kind.value]}`,
        { ...bodies[kind.value], reason: reason.value })}>
      <${Icon} name="check" />${t(kind.value === "reopen" ? "bill.reopen" : "bill.do_give")}</button>
    ${kind.value !== "reopen" && html`<${Given} bill=${bill} />`}
  </div>`;
}
