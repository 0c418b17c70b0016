/** Receipts: found by number, printed again, as a PDF, and invoices for businesses. */

import { Fragment, html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Empty, Icon, Sheet, Skeleton } from "../kit.js";
import { AreaField, TextField } from "./form.js";
import { Failed, Head, OpenRow, Part, timeText, useFetched } from "./parts.js";
import { act, get, post, sheet } from "./state.js";

const PATH = "/api/v1/receipts";
const close = () => (sheet.value = null);

export function Receipts() {
  const number = useSignal("");
  const typed = /^\D*0*(\d{1,9})\s*$/.exec(number.value)?.[1];
  const path = typed ? `${PATH}?number=${typed}` : PATH;
  const { value, error, again } = useFetched(path, { live: true });
  return html`<div class="screen">
    <${Head} title=${t("receipts.title")} text=${t("receipts.title_text")} />
    <${TextField} label=${t("receipts.find")} value=${number.value} longest="16" dir="ltr"
      inputmode="numeric" placeholder="R-000123" onChange=${(next) => (number.value = next)} />
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!value && !error && html`<${Skeleton} rows=${6} />`}
    ${value?.items.length === 0 && html`<${Part}><${Empty} icon="receipt-text"
      title=${t(typed ? "receipts.not_found" : "receipts.none")} /><//>`}
    ${value?.items.length > 0 && html`<${Fragment}>
      <${List} items=${value.items} again=${again} />
      ${value.next_cursor && html`<${More} key=${value.next_cursor} cursor=${value.next_cursor}
        again=${again} />`}<//>`}
  </div>`;
}

function List({ items, again }) {
  const open = (one) => (sheet.value = html`<${ReceiptSheet} receipt=${one} again=${again} />`);
  return html`<${Part}><ul>${items.map((one) => html`<li key=${one.id}><${OpenRow}
    title=${html`<bdi dir="ltr">${one.number}</bdi>`}
    text=${[timeText(one.at), one.method && t(`bill.method.${one.method}`),
      one.table_number && t("common.table", { number: one.table_number }), one.by]
      .filter(Boolean).join(" · ")} onClick=${() => open(one)}>
    ${one.kind !== "sale" && html`<span class="badge badge-warn">${t(`receipts.kind.${one.kind}`)}
    </span>`}
    ${one.training && html`<span class="badge badge-bad">${t("receipts.training")}</span>`}
    ${one.fiscal === "waiting" && html`<span class="badge badge-warn">${t("receipts.unsigned")}
    </span>`}
    <strong>${money(one.total)}</strong><//></li>`)}</ul><//>`;
}

/** The pages behind the first, one after the other. */
function More({ cursor, again }) {
  const found = useSignal(null);
  const load = async () => (found.value = await act(() => get(`${PATH}?cursor=${cursor}`), null));
  if (!found.value) {
    return html`<button type="button" class="button" onClick=${load}>${t("receipts.more")}</button>`;
  }
  return html`<${List} items=${found.value.items} again=${again} />
    ${found.value.next_cursor && html`<${More} key=${found.value.next_cursor}
      cursor=${found.value.next_cursor} again=${again} />`}`;
}

function ReceiptSheet({ receipt, again }) {
  const isInvoice = useSignal(false);
  const print = () => act(() => post(`${PATH}/${receipt.id}/print`), "receipts.printing");
  const foot = html`<a class="button button-large" href=${`${PATH}/${receipt.id}.pdf`}
      target="_blank" rel="noopener">PDF</a>
    <button type="button" class="button button-large" onClick=${print}>
      <${Icon} name="printer" />${t("receipts.print")}</button>`;
  const row = (key, value) => value && html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`;
  return html`<${Sheet} title=${receipt.number} onClose=${close} foot=${foot}>
    <div class="stack">
      <dl class="totals">
        ${row("receipts.total", money(receipt.total))}
        ${row("receipts.tip", receipt.tip.amount ? money(receipt.tip) : "")}
        ${row("receipts.bill", receipt.bill_number)}
        ${row("receipts.corrects", receipt.corrects)}
        ${row("receipts.prints", receipt.prints || "")}
      </dl>
      ${receipt.invoice && html`<a class="button button-large" target="_blank" rel="noopener"
        href=${`/api/v1/invoices/${receipt.invoice.id}.pdf`}>${t("receipts.invoice_pdf")}</a>`}
      ${!receipt.invoice && receipt.kind === "sale" && !isInvoice.value && html`<button
        type="button" class="button button-large" onClick=${() => (isInvoice.value = true)}>
        ${t("receipts.make_invoice")}</button>`}
      ${isInvoice.value && html`<${InvoiceForm} receipt=${receipt} again=${again} />`}
    </div><//>`;
}

function InvoiceForm({ receipt, again }) {
  const buyer = useSignal({ name: "", address: "", tax_id: "" });
  const set = (key) => (next) => (buyer.value = { ...buyer.value, [key]: next });
  const make = async () => {
    const body = { receipt_id: receipt.id, buyer: buyer.value };
    const made = await act(() => post("/api/v1/invoices", body), "receipts.invoice_made");
    if (!made) return;
    again();
    window.open(`/api/v1/invoices/${made.id}.pdf`, "_blank", "noopener");
    close();
  };
  return html`<div class="stack">
    <${TextField} label=${t("receipts.buyer")} value=${buyer.value.name} longest="200"
      onChange=${set("name")} />
    <${AreaField} label=${t("receipts.address")} value=${buyer.value.address}
      onChange=${set("address")} />
    <${TextField} label=${t("receipts.tax_id")} value=${buyer.value.tax_id} longest="60" dir="ltr"
      onChange=${set("tax_id")} />
    <button type="button" class="button button-primary button-large"
      disabled=${!buyer.value.name.trim()} onClick=${make}>${t("receipts.make_invoice")}</button>
  </div>`;
}
