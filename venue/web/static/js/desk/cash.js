/** Where the clerk's cash lies: shown where cash is taken or given back, and changed there. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Banner, Icon, Skeleton } from "../kit.js";
import { OwnCash } from "../purse.js";
import { hasRestaurant, may, me, sheet, useFetched } from "./state.js";

/** Whether this house keeps drawers, and this person may use them. */
export const hasDrawers = () => hasRestaurant() && may("cash.use");

/** Open the own purse or choose a drawer; `back` makes the sheet that comes after. */
export function openCash(back = () => null) {
  sheet.value = html`<${OwnCash} staffId=${me.value.staff_id} currency=${me.value.venue.currency}
    onClose=${() => (sheet.value = back())} />`;
}

/**
 * The drawer or purse that cash goes into, or comes out of.
 * @param {{way: "into" | "out_of", back: () => object}} props
 */
export function CashPlace({ way, back }) {
  const { value, error } = useFetched(hasDrawers() ? "/api/v1/cash-sessions" : null);
  if (!hasDrawers()) return null;
  if (!value) {
    return error ? html`<${Banner} tone="warn" icon="wifi-off" title=${t("desk.cash.unknown")} />`
      : html`<${Skeleton} rows=${1} />`;
  }
  const mine = value.items.find((one) => one.id === value.mine);
  const change = html`<button type="button" class="button" onClick=${() => openCash(back)}>
    ${t("desk.cash.change")}</button>`;
  if (!mine) {
    return html`<${Banner} tone="warn" icon="circle-alert" title=${t("desk.cash.outside")}>
      <div class="stack"><span>${t("desk.cash.outside_text")}</span><div>${change}</div></div><//>`;
  }
  return html`<p class="row cash-place"><${Icon} name="database" />
    <span class="grow">${t(`desk.cash.${way}`, { name: mine.name })}</span>${change}</p>`;
}
