/** The running bill at a glance: what is on it, what is paid, and the way to ask for it. */

import { Fragment, html, useEffect, useSignal } from "../vendor.js";
import { get } from "../api.js";
import { errorText, money, t } from "../i18n.js";
import { Empty, Icon, Sheet, Skeleton } from "../kit.js";
import { call } from "./actions.js";
import { totalOf } from "./progress.js";
import { calls, currency, cutOff, items, orders, sheet } from "./state.js";

/** The bill that the table's orders stand on; null before the first. */
const billId = () => orders.value.findLast?.((order) => order.bill_id)?.bill_id ?? null;

/** The sheet of the running bill. */
export function PeekSheet() {
  const bill = useSignal(null);
  const problem = useSignal(null);
  const id = billId();
  const total = totalOf(orders.value);
  useEffect(() => {
    if (!id) return;
    get(`/api/v1/bills/${id}`)
      .then((answer) => (bill.value = answer))
      .catch((error) => (problem.value = errorText(error)));
  }, [id, total]);
  const close = () => (sheet.value = null);
  const asked = calls.value.bill?.state === "open";
  const foot = html`<button type="button" class="button button-primary button-large button-wide"
      disabled=${asked || !id || cutOff.value} onClick=${() => call("bill")}>
      <${Icon} name=${asked ? "check" : "receipt-text"} />
      ${t(asked ? "guest.called.bill" : "guest.ask_bill")}
    </button>
    <p class="foot-note"><${Icon} name="credit-card" />${t("guest.bill_at_table")}</p>`;
  return html`<${Sheet} title=${t("guest.bill")} onClose=${close} foot=${foot}>
    ${id ? html`<${Bill} bill=${bill.value} problem=${problem.value} total=${total} />`
      : html`<${Empty} icon="receipt-text" title=${t("guest.bill_empty")} />`}
  <//>`;
}

function Bill({ bill, problem, total }) {
  if (!bill && !problem) return html`<${Skeleton} rows=${3} />`;
  const sum = (key, value, strong = false) => html`<div class=${strong ? "" : "totals-minor"}>
    <dt>${t(key)}</dt><dd>${money(value)}</dd></div>`;
  if (!bill) {
    return html`<${Fragment}><p class="small muted" role="alert">${problem}</p>
      <dl class="totals">${sum("guest.total_so_far", { amount: total, currency: currency.value }, true)}
      </dl><//>`;
  }
  return html`<ul class="bill">
      ${bill.lines.map((line) => html`<li key=${line.id} class="order-line">
        <span class="order-quantity">${line.quantity}</span>
        <span class="grow" dir="auto">${items.value.get(line.item_id)?.name ?? line.name}</span>
        <span class="order-price">${money(line.total)}</span>
      </li>`)}
    </ul>
    <dl class="totals">
      ${bill.paid.amount > 0 && html`<${Fragment}>
        ${sum("guest.total", bill.total)}${sum("guest.bill_paid", bill.paid)}<//>`}
      ${sum(bill.paid.amount > 0 ? "guest.bill_owed" : "guest.total_so_far", bill.owed, true)}
    </dl>`;
}
