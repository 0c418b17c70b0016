/** The running bill on the guest's phone: all of it, my part, an even share, and asking to pay. */

import { Fragment, html, useEffect, useSignal } from "../vendor.js";
import { get, post } from "../api.js";
import { errorText, money, t } from "../i18n.js";
import { Banner, Empty, Icon, Sheet, Skeleton, Stepper } from "../kit.js";
import { billNews, calls, currency, items, orders, sheet } from "./state.js";

const SHARES = ["mine", "even", "all"];
const METHODS = ["card", "cash", "room"];
const ICONS = { card: "credit-card", cash: "receipt-text", room: "key-round" };

/** The sheet of the bill; it follows the orders and every payment at the table. */
export function BillSheet() {
  const bill = useSignal(null);
  const problem = useSignal("");
  const share = useSignal("mine");
  const people = useSignal(2);
  const method = useSignal("card");
  const busy = useSignal(false);
  useEffect(() => {
    get("/api/v1/table-bill")
      .then((answer) => (bill.value = answer.bill ?? false))
      .catch((error) => (problem.value = errorText(error)));
  }, [orders.value, billNews.value]);
  const ask = async () => {
    busy.value = true;
    problem.value = "";
    try {
      const body = { share: share.value, people: people.value, method: method.value };
      bill.value = await post(`/api/v1/bills/${bill.value.id}/wish`, body);
      const call = { kind: "bill", state: "open", at: performance.now() };
      calls.value = { ...calls.value, bill: call };
    } catch (error) {
      problem.value = errorText(error);
    }
    busy.value = false;
  };
  const known = bill.value;
  const isOwed = known && known.payable.amount > 0;
  const foot = isOwed && html`<button type="button"
    class="button button-primary button-large button-wide"
    disabled=${busy.value || amountOf(known, share.value, people.value).amount <= 0} onClick=${ask}>
    <${Icon} name="hand" />${t("guest.pay.ask", {
      amount: money(amountOf(known, share.value, people.value)) })}</button>`;
  return html`<${Sheet} title=${t("guest.pay.title")} onClose=${() => (sheet.value = null)}
    foot=${foot}>
    <div class="stack">
      ${problem.value && html`<${Banner} tone="bad" icon="circle-alert" title=${problem.value} />`}
      ${known === null && !problem.value && html`<${Skeleton} rows=${4} />`}
      ${known === false && html`<${Empty} icon="receipt-text" title=${t("guest.pay.empty")} />`}
      ${known && html`<${Fragment}>
        ${known.wish && html`<${Banner} tone="ok" icon="check"
          title=${t("guest.pay.asked", { amount: money(known.wish.amount) })}>
          ${t("guest.pay.asked_text")}<//>`}
        <${Lines} bill=${known} />
        <${Totals} bill=${known} />
        ${isOwed && html`<${Shares} bill=${known} share=${share} people=${people} />
          <${Methods} method=${method} />`}
      <//>`}
    </div>
  <//>`;
}

/** What a share of the bill comes to; the box computes it again. */
function amountOf(bill, share, people) {
  const left = bill.payable.amount;
  const parts = { mine: bill.mine.amount, even: Math.ceil(left / people), all: left };
  return { amount: Math.min(parts[share], left), currency: currency.value };
}

function Lines({ bill }) {
  return html`<ul class="guestbill-lines">${bill.lines.map((line) => html`<li key=${line.id}
    class="order-line" data-mine=${line.mine ? "" : null}>
    <span class="order-quantity">${line.quantity}</span>
    <span class="grow"><span class="order-name" dir="auto">${items.value.get(line.item_id)?.name
      ?? line.name}</span>
      ${line.mine && html` <span class="badge badge-brand">${t("guest.pay.mine_badge")}</span>`}
    </span><span class="order-price">${money(line.net)}</span></li>`)}</ul>`;
}

function Totals({ bill }) {
  const row = (key, value, sign = "") => value.amount !== 0 && html`<div class="muted">
    <dt>${t(key)}</dt><dd>${sign}${money(value)}</dd></div>`;
  return html`<dl class="totals">
    ${row("guest.pay.service", bill.service_charge)}
    <div><dt>${t("guest.pay.total")}</dt><dd>${money(bill.total)}</dd></div>
    ${row("guest.pay.paid", bill.paid, "−")}
    ${bill.payable.amount <= 0 && html`<div><dt>${t("guest.pay.all_paid")}</dt>
      <dd>${money(bill.payable)}</dd></div>`}
  </dl>`;
}

function Shares({ bill, share, people }) {
  return html`<fieldset class="guestbill-shares"><legend>${t("guest.pay.what")}</legend>
    ${SHARES.map((one) => html`<button type="button" key=${one} class="guestbill-share"
      aria-pressed=${String(share.value === one)}
      disabled=${one === "mine" && bill.mine.amount === 0}
      onClick=${() => (share.value = one)}>
      <span class="grow">${t(`guest.pay.share.${one}`)}</span>
      <strong>${money(amountOf(bill, one, people.value))}</strong></button>`)}
    ${share.value === "even" && html`<div class="row"><span class="grow">${t("guest.pay.people")}</span>
      <${Stepper} value=${people.value} min=${2} max=${50} label=${t("guest.pay.people")}
        onChange=${(next) => (people.value = next)} /></div>`}
  </fieldset>`;
}

function Methods({ method }) {
  return html`<fieldset class="guestbill-shares"><legend>${t("guest.pay.how")}</legend>
    <div class="row">${METHODS.map((one) => html`<button type="button" key=${one} class="chip grow"
      aria-pressed=${String(method.value === one)} onClick=${() => (method.value = one)}>
      <${Icon} name=${ICONS[one]} />${t(`guest.pay.method.${one}`)}</button>`)}</div>
  </fieldset>`;
}
