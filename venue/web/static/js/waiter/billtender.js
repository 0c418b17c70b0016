/** One payment: what is known of it; giving it back, putting it right, finding out its end. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { decimalText, exponentOf } from "../money.js";
import { Banner, Icon } from "../kit.js";
import { CoinRequest } from "../coin.js";
import { Reasons } from "./billgift.js";
import { isReturnable, leftOf } from "./billmodel.js";
import { isBusy, run, till } from "./billstate.js";
import { parseAmount } from "./model.js";
import { ReceiptOf } from "./receipt.js";
import { asMoney, currency } from "./state.js";

const COINS = new Set(["ton", "usdt"]);

export function TenderStep({ bill, tenderId }) {
  const tender = bill.tenders.find((one) => one.id === tenderId);
  const act = useSignal("");
  if (!tender) return null;
  if (COINS.has(tender.method) && tender.state !== "settled") {
    return html`<${CoinRequest} tenderId=${tenderId} news=${tender.state} />`;
  }
  const { details } = tender;
  const row = (key, value) => value && html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`;
  const extra = tender.tip.amount ? money(tender.tip) : "";
  return html`<div class="stack">
    <p class="bill-amount"><span>${t(`bill.method.${tender.method}`)}</span>
      <strong>${money(tender.handed_over)}</strong></p>
    <dl class="totals">
      ${row("bill.state", t(`bill.state.${tender.state}`))}
      ${row("bill.tip", extra)}
      ${row("bill.rounding", tender.rounding.amount ? money(tender.rounding) : "")}
      ${row("bill.last_four", details.last_four)}
      ${row("bill.slip", details.slip)}
      ${row("bill.method.room", details.room)}
      ${row("waiter.received", details.received && money(details.received))}
      ${row("waiter.change", details.change && money(details.change))}
      ${row("bill.left_on_it", details.balance && money(details.balance))}
      ${row("bill.reason", tender.reason)}
    </dl>
    ${tender.state === "awaiting" && html`<${Banner} tone="info" icon="credit-card"
      title=${t("bill.at_terminal")}>${t("bill.at_terminal_text")}<//>`}
    ${tender.state === "unknown" && html`<${Unknown} tender=${tender} />`}
    ${act.value === "" && html`<${ReceiptOf} bill=${bill} tender=${tender} />`}
    ${isReturnable(bill, tender) && (act.value === ""
      ? html`<div class="row">
        <button type="button" class="button button-large grow"
          onClick=${() => (act.value = "refund")}>
          <${Icon} name="undo-2" />${t("bill.refund")}</button>
        <button type="button" class="button button-large grow"
          onClick=${() => (act.value = "correct")}>
          <${Icon} name="rotate-ccw" />${t("bill.correct")}</button></div>`
      : html`<${act.value === "refund" ? Refund : Correct} bill=${bill} tender=${tender} />`)}
  </div>`;
}

function Unknown({ tender }) {
  const slip = useSignal("");
  const path = `/api/v1/tenders/${tender.id}/resolve`;
  const button = (kind, key, body, disabled = false) => html`<button type="button"
    class=${`button button-large grow ${kind}`} disabled=${isBusy.value || disabled}
    onClick=${() => run(path, body)}>${t(key)}</button>`;
  return html`<div class="stack">
    <${Banner} tone="bad" icon="triangle-alert" title=${t("bill.unknown_text")} />
    ${tender.details.terminal_id && html`<div class="row">
      ${button("button-primary", "bill.ask_terminal", {})}</div>`}
    <div class="field"><label for="found-slip">${t("bill.slip_found")}</label>
      <input id="found-slip" class="input" maxlength="20" dir="ltr" value=${slip.value}
        onInput=${(event) => (slip.value = event.target.value)} /></div>
    <div class="row">${button("", "bill.was_not_paid", { result: "declined" })}
      ${button("", "bill.was_paid", { result: "approved", slip: slip.value },
        slip.value.trim() === "")}</div>
  </div>`;
}

function Refund({ bill, tender }) {
  const exponent = exponentOf(currency.value);
  const left = leftOf(bill, tender);
  const text = useSignal(decimalText(left, exponent));
  const reason = useSignal("");
  const inCash = useSignal(tender.method === "cash");
  const chosen = useSignal(new Set());
  const amount = parseAmount(text.value, exponent);
  const isAll = amount === left;
  const isClosed = bill.state === "closed";
  const toggle = (id) => {
    const next = new Set(chosen.value);
    if (!next.delete(id)) next.add(id);
    chosen.value = next;
  };
  const what = chosen.value.size > 0 ? { lines: [...chosen.value] }
    : isAll ? {} : { amount: asMoney(amount) };
  const method = inCash.value ? "cash" : tender.method;
  const send = () => run(`/api/v1/tenders/${tender.id}/refund`,
    { ...what, method, reason: reason.value });
  return html`<div class="stack">
    ${isClosed && html`<p class="muted">${t("bill.refund_lines")}</p>
      <ul class="bill">${bill.lines.map((line) => html`<li key=${line.id}><button type="button"
        class="bill-line" aria-pressed=${String(chosen.value.has(line.id))}
        onClick=${() => toggle(line.id)}>
        <span><${Icon} name=${chosen.value.has(line.id) ? "circle-check" : "plus"} /></span>
        <span class="grow">${line.quantity} ${line.name}</span><span>${money(line.net)}</span>
      </button></li>`)}</ul>`}
    ${chosen.value.size === 0 && html`<div class="field"><label
      for="refund-amount">${t("bill.refund_amount")}</label>
      <input id="refund-amount" class="input amount" inputmode="decimal" value=${text.value}
        aria-invalid=${amount && amount <= left ? null : "true"}
        onInput=${(event) => (text.value = event.target.value)} /></div>`}
    ${tender.method !== "cash" && html`<div class="row" role="group" aria-label=${t("waiter.method")}>
      <button type="button" class="chip grow" aria-pressed=${String(!inCash.value)}
        onClick=${() => (inCash.value = false)}>${t(`bill.method.${tender.method}`)}</button>
      <button type="button" class="chip grow" aria-pressed=${String(inCash.value)}
        onClick=${() => (inCash.value = true)}>${t("bill.method.cash")}</button></div>`}
    <${Reasons} kind="refund" reason=${reason} />
    <button type="button" class="button button-danger button-large button-wide"
      disabled=${isBusy.value || reason.value.trim() === "" || !amount || amount > left}
      onClick=${send}><${Icon} name="undo-2" />${t("bill.do_refund")}</button>
  </div>`;
}

/** Ways that need nothing more than a tap; others are refunded and taken anew. */
const SIMPLE = ["cash", "card"];

function Correct({ tender }) {
  const reason = useSignal("");
  const others = (till.value?.items ?? []).filter(
    (one) => one.enabled && SIMPLE.includes(one.name) && one.name !== tender.method,
  );
  const method = useSignal(others[0]?.name ?? "");
  return html`<div class="stack"><p class="muted">${t("bill.correct_text")}</p>
    <div class="row" role="group" aria-label=${t("waiter.method")}>${others.map((one) => html`<button
      type="button" key=${one.name} class="chip grow"
      aria-pressed=${String(method.value === one.name)}
      onClick=${() => (method.value = one.name)}>${t(`bill.method.${one.name}`)}</button>`)}</div>
    <${Reasons} kind="reopen" reason=${reason} />
    <button type="button" class="button button-primary button-large button-wide"
      disabled=${isBusy.value || !method.value || reason.value.trim() === ""}
      onClick=${() => run(`/api/v1/tenders/${tender.id}/correct`,
        { method: method.value, reason: reason.value })}>
      <${Icon} name="check" />${t("bill.do_correct")}</button>
  </div>`;
}
