/** The bill of a party: what is on it, what was paid, and the ways on: pay, split, print, give. */

import { Fragment, html, useEffect } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Banner, Empty, Icon, IconButton, Sheet, Skeleton } from "../kit.js";
import { ApproveStep } from "./billapprove.js";
import { GiftStep, LineStep } from "./billgift.js";
import { openParts, unknownTenders } from "./billmodel.js";
import { MergeStep } from "./billmerge.js";
import { PayStep } from "./billpay.js";
import { SplitStep } from "./billsplit.js";
import { begin, billNow, chosenId, goTo, isBusy, past, problem, run, step, wanted } from "./billstate.js";
import { TenderStep } from "./billtender.js";
import { detail, goBack, may, sheet, table } from "./state.js";

const STEPS = { bill: BillStep, gift: GiftStep, line: LineStep, merge: MergeStep, pay: PayStep, split: SplitStep,
  tender: TenderStep };

/** @param {{billId?: string}} props a bill of the past; without it the open table's */
export function BillSheet({ billId = null }) {
  useEffect(() => {
    begin(billId);
  }, [billId]);
  const close = () => (sheet.value = null);
  const bill = billNow();
  const isWaiting = billId ? !past.value : !detail.value?.session;
  const Step = wanted.value ? ApproveStep : (STEPS[step.value.name] ?? BillStep);
  const isHome = !wanted.value && step.value.name === "bill";
  const back = () => {
    if (wanted.value) wanted.value = null;
    else goTo("bill");
  };
  const title = billId && bill ? t("bill.number", { number: bill.number })
    : t("waiter.bill_of", { number: table.value?.number ?? "" });
  return html`<${Sheet} title=${title} onClose=${close}
    foot=${isHome && bill ? html`<${Foot} bill=${bill} />` : null}>
    <div class="stack bill-sheet">
      ${!isHome && html`<button type="button" class="button button-quiet bill-back" onClick=${back}>
        <${Icon} name="arrow-left" class="icon-flip" />${t("bill.back")}</button>`}
      ${problem.value && html`<${Banner} tone="bad" icon="circle-alert" title=${problem.value} />`}
      ${isWaiting && !problem.value && html`<${Skeleton} rows=${4} />`}
      ${!isWaiting && !bill && html`<${Empty} icon="receipt-text"
        title=${t("waiter.bill_empty")} />`}
      ${bill && html`<${Step} bill=${bill} ...${step.value} />`}
    </div>
  <//>`;
}

function BillStep({ bill }) {
  const others = detail.value?.bills ?? [];
  return html`<${Fragment}>
    ${!past.value && others.length > 1 && html`<div class="reasons" role="group"
      aria-label=${t("bill.bills")}>${others.map((one) => html`<button type="button" class="chip"
        key=${one.id} aria-pressed=${String(one.id === bill.id)}
        onClick=${() => (chosenId.value = one.id)}>${t("bill.number", { number: one.number })}
        <strong>${money(one.owed)}</strong></button>`)}</div>`}
    <${Notices} bill=${bill} />
    <ul class="bill">${bill.lines.map((line) => html`<${Line} key=${line.id} bill=${bill}
      line=${line} />`)}
      ${bill.items.map((item) => html`<li key=${`i${item.id}`}><span>1</span><span
        class="grow">${item.name}</span><span>${money(item.total)}</span></li>`)}</ul>
    <${Totals} bill=${bill} />
    <${Parts} bill=${bill} />
  <//>`;
}

function Line({ bill, line }) {
  const cut = line.net.amount !== line.total.amount;
  const isOpen = bill.state !== "closed" && bill.state !== "voided";
  const text = html`<span>${line.quantity}</span>
    <span class="grow">${line.name}
      ${line.seat && html` <span class="badge">${t("bill.seat", { seat: line.seat })}</span>`}
      ${line.comped && html` <span class="badge badge-info">${t("bill.comped")}</span>`}</span>
    <span>${cut && html`<s class="muted small">${money(line.total)}</s> `}${money(line.net)}</span>`;
  return html`<li>${isOpen ? html`<button type="button" class="bill-line"
    onClick=${() => goTo("line", { lineId: line.id })}>${text}</button>` : text}</li>`;
}

function Notices({ bill }) {
  const lost = unknownTenders(bill);
  return html`<${Fragment}>
    ${lost.map((one) => html`<${Banner} key=${one.id} tone="bad" icon="triangle-alert"
      title=${t("bill.unknown_title", { amount: money(one.handed_over) })}>
      <p>${t("bill.unknown_text")}</p>
      <button type="button" class="button" onClick=${() => goTo("tender", { tenderId: one.id })}>
        ${t("bill.unknown_open")}</button><//>`)}
    ${bill.prebill?.stale && html`<${Banner} tone="warn" icon="printer"
      title=${t("bill.stale_title")}>${t("bill.stale_text")}<//>`}
    ${bill.owed.amount < 0 && html`<${Banner} tone="bad" icon="circle-alert"
      title=${t("bill.overpaid")} />`}
    ${bill.payable.amount > 0 && bill.wishes.map((wish) => html`<${Banner} key=${wish.guest_id}
      tone="info" icon="hand" title=${t(`bill.wish.${wish.share}`, { people: wish.people })}>
      <button type="button" class="button" onClick=${() => goTo("pay", {
        amount: Math.min(wish.amount.amount, bill.payable.amount),
        method: wish.method === "other" ? null : wish.method })}>
        ${money(wish.amount)} · ${t(`bill.method.${wish.method}`)}</button><//>`)}
  <//>`;
}

function Totals({ bill }) {
  const row = (key, value, minus = false) => value.amount !== 0 && html`<div class="muted">
    <dt>${t(key)}</dt><dd>${minus ? "−" : ""}${money(value)}</dd></div>`;
  const isPaid = bill.owed.amount <= 0;
  const taxes = bill.taxes.filter((one) => one.tax.amount !== 0);
  return html`<dl class="totals">
    ${bill.subtotal.amount !== bill.total.amount && row("bill.subtotal", bill.subtotal)}
    ${row("bill.discount", bill.discount, true)}
    ${row("bill.comped", bill.comped, true)}
    ${row("bill.service_charge", bill.service_charge)}
    ${taxes.map((one) => html`<div class="muted small" key=${one.tax_class + one.rate_bp}>
      <dt>${t(bill.tax_included ? "bill.tax_in" : "bill.tax_on", { rate: one.rate_bp / 100 })}</dt>
      <dd>${money(one.tax)}</dd></div>`)}
    ${row("bill.returned", bill.returned, true)}
    <div><dt>${t("waiter.total")}</dt><dd>${money(bill.total)}</dd></div>
    ${bill.tenders.map((one) => html`<${Tender} key=${one.id} tender=${one} />`)}
    ${row("bill.tips", bill.tips)}
    <div class="owed" data-paid=${isPaid ? "" : null}>
      <dt>${t(isPaid ? "waiter.all_paid" : "waiter.owed")}</dt><dd>${money(bill.owed)}</dd></div>
  </dl>`;
}

function Tender({ tender }) {
  const { state, kind, method } = tender;
  const counts = state === "settled" || state === "unverified";
  const name = kind === "payment" ? t(`bill.method.${method}`)
    : `${t(`bill.kind.${kind}`)} · ${t(`bill.method.${method}`)}`;
  const extra = tender.details.last_four ? ` ···· ${tender.details.last_four}` : "";
  return html`<div class="bill-tender"><dt><button type="button"
    onClick=${() => goTo("tender", { tenderId: tender.id })}>${name}${extra}
    ${!counts && html` <span class="badge badge-warn">${t(`bill.state.${state}`)}</span>`}
    </button></dt>
    <dd class=${counts ? "" : "muted"}>${tender.amount.amount > 0 && counts ? "−" : ""}${money(
      { ...tender.amount, amount: counts ? Math.abs(tender.amount.amount) : tender.amount.amount },
    )}</dd></div>`;
}

function Parts({ bill }) {
  if (bill.parts.length === 0) return null;
  return html`<section class="stack"><h3>${t("bill.parts")}</h3>
    <ul class="bill-parts">${bill.parts.map((part) => html`<li key=${part.id}>
      <button type="button" class="button button-large button-wide"
        disabled=${part.owed.amount <= 0}
        onClick=${() => goTo("pay", { partId: part.id })}>
        <${Icon} name=${part.owed.amount > 0 ? "user" : "check"} />
        <span class="grow">${part.seat ? t("bill.seat", { seat: part.seat })
          : t("bill.part", { number: part.position })}</span>
        <strong>${money(part.owed.amount > 0 ? part.owed : part.due)}</strong>
      </button></li>`)}</ul></section>`;
}

function Foot({ bill }) {
  const path = `/api/v1/bills/${bill.id}`;
  const canPay = bill.payable.amount > 0 && may.value.has("bills.settle");
  const isOpen = bill.state !== "closed" && bill.state !== "voided";
  const quiet = (icon, key, onClick, disabled = false) => html`<${IconButton} icon=${icon}
    class="icon-button-line" label=${t(key)} disabled=${disabled || isBusy.value}
    onClick=${onClick} />`;
  return html`<div class="bill-foot">
    ${isOpen && html`<${Fragment}>
      ${quiet("printer", "bill.print", () => run(`${path}/prebill`, {}), bill.lines.length === 0)}
      ${quiet("users", "bill.split", () => goTo("split"), !canPay)}
      ${quiet("party-popper", "bill.give", () => goTo("gift"), bill.lines.length === 0)}<//>`}
    ${canPay && html`<button type="button" class="button button-primary button-large grow"
      onClick=${() => goTo("pay", { partId: openParts(bill)[0]?.id ?? null })}>
      ${t("bill.pay", { amount: money(openParts(bill)[0]?.owed ?? bill.payable) })}
    </button>`}
    ${bill.state === "closed" && html`<button type="button" class="button button-large grow"
      onClick=${() => goTo("gift", { kind: "reopen" })}>
      <${Icon} name="rotate-ccw" />${t("bill.reopen")}</button>`}
    ${!canPay && isOpen && (past.value || chosenId.value ? html`<button type="button"
      class="button button-large grow" disabled=${isBusy.value}
      onClick=${() => run(`${path}/close`)}><${Icon} name="check" />${t("bill.close")}</button>`
      : html`<${CloseTable} />`)}
  </div>`;
}

function CloseTable() {
  if (!may.value.has("tables.serve") || !table.value?.session_id) return null;
  const then = () => {
    sheet.value = null;
    goBack({});
  };
  return html`<button type="button" class="button button-large grow" disabled=${isBusy.value}
    onClick=${() => run(`/api/v1/table-sessions/${table.value.session_id}/close`, {}, { then })}>
    <${Icon} name="door-open" />${t("waiter.close_table")}
  </button>`;
}
