/** Bills that were closed: to look at, give money back, or open again. */

import { html, useEffect, useSignal } from "../vendor.js";
import { get } from "../api.js";
import { errorText, lang, money, t } from "../i18n.js";
import { Banner, Empty, Sheet, Skeleton } from "../kit.js";
import { sheet } from "./state.js";

export function PastBillsSheet() {
  const found = useSignal(null);
  const problem = useSignal("");
  useEffect(() => {
    get("/api/v1/bills")
      .then(({ items }) => (found.value = items))
      .catch((error) => (problem.value = errorText(error)));
  }, []);
  const time = new Intl.DateTimeFormat(lang.value, { dateStyle: "short", timeStyle: "short" });
  return html`<${Sheet} title=${t("bill.past")} onClose=${() => (sheet.value = null)}>
    <div class="stack">
      ${problem.value && html`<${Banner} tone="warn" icon="wifi-off" title=${problem.value} />`}
      ${!found.value && !problem.value && html`<${Skeleton} rows=${5} />`}
      ${found.value?.length === 0 && html`<${Empty} icon="receipt-text"
        title=${t("bill.none_past")} />`}
      <ul class="choices">${(found.value ?? []).map((one) => html`<li key=${one.id}>
        <button type="button" class="button button-large button-wide"
          onClick=${() => (sheet.value = { kind: "bill", billId: one.id })}>
          <span>${t("bill.number", { number: one.number })}</span>
          <span class="grow muted small">${one.table_number ? t("common.table",
            { number: one.table_number }) : ""} ${time.format(new Date(one.closed_at))}</span>
          <strong>${money(one.total)}</strong></button></li>`)}</ul>
    </div>
  <//>`;
}
