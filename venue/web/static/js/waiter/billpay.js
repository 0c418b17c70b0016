/** Taking one payment: the way, the amount, the tip, and what the way wants to know. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { decimalText, exponentOf } from "../money.js";
import { Banner, Icon } from "../kit.js";
import { AccountFields, CodeFields, RoomFields } from "./billfields.js";
import { dueOf, notesFor, takenOff, tipsFor } from "./billmodel.js";
import { follow, goTo, isBusy, problem, run, step, till } from "./billstate.js";
import { parseAmount } from "./model.js";
import { asMoney, currency } from "./state.js";

const ICONS = { card: "credit-card", cash: "receipt-text", room: "key-round", account: "user",
  voucher: "party-popper", deposit: "lock" };

export function PayStep({ bill, partId = null, amount = null, method = null }) {
  const exponent = exponentOf(currency.value);
  const part = bill.parts.find((one) => one.id === partId) ?? null;
  const ways = till.value?.items ?? [];
  const on = ways.filter((one) => one.enabled);
  const chosen = useSignal(method ?? "card");
  const way = on.some((one) => one.name === chosen.value) ? chosen.value : on[0]?.name;
  const isCash = way === "cash";
  const due = dueOf(bill, part, isCash);
  const typed = useSignal(amount === null ? null : decimalText(amount, exponent));
  const tip = useSignal(0);
  const given = useSignal({});
  const value = typed.value === null ? due : parseAmount(typed.value, exponent);
  const off = value === null ? null : takenOff(value, bill, part, isCash);
  const most = Math.max(due, dueOf(bill, part, false));
  const isBad = value === null || value === 0 || value > most;
  const total = (value ?? 0) + tip.value;
  const pick = (name) => {
    chosen.value = name;
    given.value = {};
  };
  const send = (more = {}) => {
    const body = { method: way, amount: asMoney(off), ...given.value, ...more };
    if (tip.value > 0) body.tip = asMoney(tip.value);
    if (partId !== null) body.part_id = partId;
    return run(`/api/v1/bills/${bill.id}/tenders`, body, { then: ({ tender }) => after(tender) });
  };
  if (ways.length > 0 && on.length === 0) {
    return html`<${Banner} tone="warn" icon="ban" title=${t("bill.all_off")} />`;
  }
  return html`<div class="stack">
    <p class="bill-amount"><span class="muted">${t(part ? "bill.part_to_pay" : "bill.to_pay")}</span>
      <strong>${money(asMoney(total))}</strong></p>
    <div class="bill-methods" role="group" aria-label=${t("waiter.method")}>${ways.map(
      (one) => html`<button type="button" key=${one.name} class="bill-method"
        disabled=${!one.enabled} aria-pressed=${String(one.name === way)}
        onClick=${() => pick(one.name)}>
        <${Icon} name=${ICONS[one.name] ?? "receipt-text"} />
        <span>${t(`bill.method.${one.name}`)}</span>
        ${!one.enabled && html`<span class="small">${t("bill.off")}</span>`}</button>`,
    )}</div>
    <div class="field"><label for="amount">${t("waiter.amount")}</label>
      <input id="amount" class="input amount" inputmode="decimal" autocomplete="off"
        value=${typed.value ?? decimalText(due, exponent)} aria-invalid=${isBad ? "true" : null}
        onInput=${(event) => (typed.value = event.target.value)} /></div>
    <${Tip} amount=${value ?? 0} tip=${tip} exponent=${exponent} />
    ${way === "cash" && html`<${Cash} due=${total} exponent=${exponent} disabled=${isBad}
      onPay=${(received) => send({ received: asMoney(received) })} />`}
    ${way === "card" && html`<${Card} total=${total} disabled=${isBad} given=${given}
      onPay=${send} />`}
    ${way === "room" && html`<${RoomFields} given=${given} disabled=${isBad} total=${total}
      onPay=${send} />`}
    ${way === "account" && html`<${AccountFields} given=${given} disabled=${isBad} total=${total}
      onPay=${send} />`}
    ${(way === "voucher" || way === "deposit") && html`<${CodeFields} given=${given}
      disabled=${isBad} total=${total} onPay=${send} />`}
  </div>`;
}

/** After a payment: on to the bill, or wait for the terminal. */
async function after(tender) {
  if (tender.state !== "awaiting") {
    goTo("bill");
    if (tender.state === "declined") problem.value = t("bill.declined");
    return;
  }
  goTo("tender", { tenderId: tender.id });
  const isHere = () => step.value.tenderId === tender.id;
  const done = await follow(tender.id, isHere);
  if (!done || !isHere()) return;
  goTo("bill");
  if (done.state === "declined") problem.value = t("bill.declined");
}

function Tip({ amount, tip, exponent }) {
  const own = useSignal("");
  const chip = (value, label) => html`<button type="button" key=${label} class="chip grow"
    aria-pressed=${String(tip.value === value && own.value === "")}
    onClick=${() => { tip.value = value; own.value = ""; }}>${label}</button>`;
  const type = (event) => {
    own.value = event.target.value;
    tip.value = parseAmount(own.value, exponent) ?? 0;
  };
  return html`<fieldset class="bill-tip"><legend>${t("bill.tip")}</legend>
    <div class="row">${chip(0, t("bill.no_tip"))}
      ${tipsFor(amount, exponent).map((one) => chip(one.amount, `${one.percent} %`))}
      <input class="input bill-tip-own" inputmode="decimal" autocomplete="off"
        aria-label=${t("bill.tip_own")} placeholder=${decimalText(0, exponent)} value=${own.value}
        onInput=${type} /></div></fieldset>`;
}

function Cash({ due, exponent, disabled, onPay }) {
  const text = useSignal("");
  const typed = parseAmount(text.value, exponent);
  const change = typed === null || typed === 0 ? null : typed - due;
  return html`<div class="stack">
    <div class="bill-notes" role="group" aria-label=${t("waiter.received")}>
      ${notesFor(due, exponent).map((note) => html`<button type="button" key=${note}
        class="button button-large" disabled=${disabled || isBusy.value}
        onClick=${() => (text.value = decimalText(note, exponent))}>${money(asMoney(note))}
      </button>`)}</div>
    <div class="field"><label for="received">${t("waiter.received")}</label>
      <input id="received" class="input amount" inputmode="decimal" autocomplete="off"
        value=${text.value} onInput=${(event) => (text.value = event.target.value)} /></div>
    ${change !== null && change >= 0 && html`<p class="bill-change"><span>${t("waiter.change")}</span>
      <strong>${money(asMoney(change))}</strong></p>`}
    <div class="bill-actions"><button type="button"
      class="button button-primary button-large button-wide"
      disabled=${disabled || isBusy.value || (change ?? 0) < 0}
      onClick=${() => onPay(change === null ? due : typed)}>
      <${Icon} name="check" />${t("waiter.paid", { amount: money(asMoney(due)) })}</button></div>
  </div>`;
}

function Card({ total, disabled, given, onPay }) {
  const terminals = till.value?.terminals ?? [];
  const chosen = useSignal(terminals[0]?.id ?? null);
  const set = (name) => (event) => (given.value = { ...given.value, [name]: event.target.value });
  const chip = (id, label) => html`<button type="button" key=${id} class="chip"
    aria-pressed=${String(chosen.value === id)} onClick=${() => (chosen.value = id)}>${label}
  </button>`;
  const isOff = disabled || isBusy.value;
  return html`<div class="stack">
    ${terminals.length > 0 && html`<div class="reasons" role="group"
      aria-label=${t("bill.terminal")}>
      ${terminals.map((one) => chip(one.id, one.name))}${chip(null, t("bill.by_hand"))}</div>`}
    ${chosen.value !== null ? html`<button type="button"
      class="button button-primary button-large button-wide" disabled=${isOff}
      onClick=${() => onPay({ terminal_id: chosen.value })}>
      <${Icon} name="credit-card" />${t("bill.to_terminal", { amount: money(asMoney(total)) })}
    </button>` : html`<p class="muted">${t("bill.type_on_terminal")}</p>
    <div class="row">
      <div class="field grow"><label for="last-four">${t("bill.last_four")}</label>
        <input id="last-four" class="input" inputmode="numeric" maxlength="4" autocomplete="off"
          dir="ltr" value=${given.value.last_four ?? ""} onInput=${set("last_four")} /></div>
      <div class="field grow"><label for="slip">${t("bill.slip")}</label>
        <input id="slip" class="input" maxlength="20" autocomplete="off" dir="ltr"
          value=${given.value.slip ?? ""} onInput=${set("slip")} /></div></div>
    <div class="bill-actions">
      <button type="button" class="button button-large grow" disabled=${isOff}
        onClick=${() => onPay({ result: "declined" })}>
        <${Icon} name="x" />${t("bill.is_declined")}</button>
      <button type="button" class="button button-primary button-large grow" disabled=${isOff}
        onClick=${() => onPay()}><${Icon} name="check" />${t("bill.is_approved")}</button></div>`}
  </div>`;
}
