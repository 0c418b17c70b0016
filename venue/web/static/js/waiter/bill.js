/** The bill of a party: what is on it, what was paid, taking money, closing the table. */

import { html, useSignal } from "../vendor.js";
import { post } from "../api.js";
import { money, t } from "../i18n.js";
import { decimalText, exponentOf } from "../money.js";
import { Banner, Empty, Icon, Sheet, Skeleton } from "../kit.js";
import { problemText, refreshTable } from "./reading.js";
import { parseAmount, shareOf } from "./model.js";
import { asMoney, currency, detail, goBack, may, sheet, table } from "./state.js";

export function BillSheet() {
  const close = () => (sheet.value = null);
  const known = detail.value;
  const bill = known?.bill;
  const isEmpty = known?.session && !bill;
  const owes = bill && bill.owed.amount > 0;
  return html`<${Sheet}
    title=${t("waiter.bill_of", { number: table.value?.number ?? "" })} onClose=${close}
    foot=${html`<${CloseTable} key=${bill?.owed.amount} />`}>
    <div class="stack">
      ${!known?.session && html`<${Skeleton} rows=${4} />`}
      ${isEmpty && html`<${Empty} icon="receipt-text" title=${t("waiter.bill_empty")} />`}
      ${bill && html`<ul class="bill">${bill.lines.map(
          (line) => html`<li key=${line.id}><span>${line.quantity}</span><span
            class="grow">${line.name}</span>
            <span>${money(line.total)}</span></li>`,
        )}</ul>
        <dl class="totals">
          <div><dt>${t("waiter.total")}</dt><dd>${money(bill.total)}</dd></div>
          ${bill.tenders.map((one) => html`<div key=${one.id} class="muted">
            <dt>${t(`waiter.method.${one.method}`)}</dt><dd>−${money(one.amount)}</dd></div>`)}
          <div class="owed" data-paid=${owes ? null : ""}>
            <dt>${t(owes ? "waiter.owed"
              : "waiter.all_paid")}</dt><dd>${money(bill.owed)}</dd></div>
        </dl>`}
      ${owes && may.value.has("bills.settle") && html`<${Payment} key=${bill.owed.amount}
        bill=${bill} />`}
    </div>
  <//>`;
}

function Payment({ bill }) {
  const exponent = exponentOf(currency.value);
  const asText = (amount) => decimalText(amount, exponent);
  const owed = bill.owed.amount;
  const covers = table.value?.covers ?? 1;
  const method = useSignal("card");
  const text = useSignal(asText(owed));
  const problem = useSignal("");
  const busy = useSignal(false);
  const given = parseAmount(text.value, exponent);
  const change = method.value === "cash" && given !== null ? given - owed : 0;
  const amount = given === null ? null : Math.min(given, method.value === "cash" ? owed : given);
  const pay = async () => {
    busy.value = true;
    problem.value = "";
    try {
      const body = { method: method.value, amount: asMoney(amount) };
      const fresh = await post(`/api/v1/bills/${bill.id}/tenders`, body);
      if (detail.value) detail.value = { ...detail.value, bill: fresh };
    } catch (error) {
      problem.value = problemText(error);
      refreshTable();
    }
    busy.value = false;
  };
  const parts = [...new Set([1, 2, covers].filter((n) => n >= 1))].sort((a, b) => a - b);
  return html`<fieldset class="payment stack">
    <legend>${t("waiter.take_payment")}</legend>
    <div class="methods" role="group" aria-label=${t("waiter.method")}>${["card", "cash"].map(
      (one) => html`<button type="button" key=${one} class="chip grow"
        aria-pressed=${String(method.value === one)}
        onClick=${() => (method.value = one)}>
        <${Icon} name=${one === "card" ? "credit-card"
          : "receipt-text"} />${t(`waiter.method.${one}`)}</button>`,
    )}</div>
    <div class="field"><label
      for="amount">${t(method.value === "cash" ? "waiter.received" : "waiter.amount")}</label>
      <input id="amount" class="input amount" inputmode="decimal" autocomplete="off" value=${text}
        aria-invalid=${given === null || given === 0 ? "true" : null}
        onInput=${(event) => (text.value = event.target.value)} /></div>
    <div class="row parts">${parts.map(
      (n) => html`<button type="button" key=${n} class="chip grow"
        onClick=${() => (text.value = asText(shareOf(owed, n)))}>
        ${n === 1 ? t("waiter.everything") : t("waiter.part", { count: n })}</button>`,
    )}</div>
    ${change > 0 && html`<p class="row change"><span class="grow">${t("waiter.change")}</span>
      <strong>${money(asMoney(change))}</strong></p>`}
    ${problem.value && html`<p class="field-error" role="alert"><${Icon}
      name="circle-alert" />${problem.value}</p>`}
    <button type="button" class="button button-primary button-large"
      disabled=${busy.value || !amount} onClick=${pay}>
      <${Icon} name="check" />${t("waiter.paid", { amount: money(asMoney(amount ?? 0)) })}
    </button>
  </fieldset>`;
}

function CloseTable() {
  const problem = useSignal("");
  const busy = useSignal(false);
  if (!may.value.has("tables.serve")) return null;
  const closeIt = async () => {
    busy.value = true;
    problem.value = "";
    try {
      await post(`/api/v1/table-sessions/${table.value.session_id}/close`);
      sheet.value = null;
      goBack({});
    } catch (error) {
      problem.value = problemText(error);
    }
    busy.value = false;
  };
  return html`${problem.value && html`<${Banner} tone="bad" icon="circle-alert"
    title=${problem.value} />`}
    <button type="button" class="button button-large" disabled=${busy.value} onClick=${closeIt}>
      <${Icon} name="door-open" />${t("waiter.close_table")}
    </button>`;
}
