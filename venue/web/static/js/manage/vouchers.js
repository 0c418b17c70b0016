/** Vouchers and deposits: what is owed to their holders, and how much is left on each. */

import { Fragment, html } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Empty, Skeleton } from "../kit.js";
import { Failed, Head, Part, timeText, useFetched } from "./parts.js";

export function Vouchers() {
  const { value, error, again } = useFetched("/api/v1/vouchers", { live: true });
  return html`<div class="screen">
    <${Head} title=${t("value.vouchers")} text=${t("value.vouchers_text")} />
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!value && !error && html`<${Skeleton} rows=${5} />`}
    ${value && html`<${Fragment}>
      <dl class="figures"><div class="card figure"><dt>${t("value.liability")}</dt>
        <dd>${money(value.liability)}</dd></div></dl>
      ${value.items.length === 0 ? html`<${Part}><${Empty} icon="party-popper"
        title=${t("value.no_vouchers")}>${t("value.no_vouchers_text")}<//><//>`
        : html`<${List} items=${value.items} />`}<//>`}
  </div>`;
}

function List({ items }) {
  return html`<${Part}><div class="table-scroll" tabindex="0" role="region"
    aria-label=${t("value.vouchers")}><table class="table"><thead><tr>
      <th scope="col">${t("value.code")}</th><th scope="col">${t("value.kind")}</th>
      <th scope="col">${t("value.note")}</th><th scope="col">${t("value.sold_at")}</th>
      <th scope="col" class="number">${t("value.sold")}</th>
      <th scope="col" class="number">${t("value.left")}</th></tr></thead>
    <tbody>${items.map((one) => html`<tr key=${one.id}>
      <th scope="row"><bdi dir="ltr">…${one.code_end}</bdi>
        ${!one.active && html` <span class="badge badge-warn">${t("value.unpaid")}</span>`}</th>
      <td>${t(`value.kind.${one.kind}`)}</td><td>${one.note}</td>
      <td>${timeText(one.sold_at, { dateStyle: "medium" })}</td>
      <td class="number">${money(one.sold)}</td><td class="number">${money(one.balance)}</td>
    </tr>`)}</tbody></table></div><//>`;
}
