/** The bar at the foot: how many dishes are chosen and what they cost. */

import { html } from "../vendor.js";
import { money, t } from "../i18n.js";
import * as cart from "./cart.js";
import { currency, items, lines, mode, othersOpen, sheet } from "./state.js";

/** Nothing when nothing is chosen, by this phone or by the others at the table. */
export function BasketBar() {
  if (mode.value === "view") return null;
  const all = [...lines.value, ...othersOpen.value];
  const count = cart.countOf(all);
  if (count === 0) return null;
  const amount = cart.totalOf(all, items.value);
  const words = othersOpen.value.length > 0 ? "guest.view_shared" : "guest.view_order";
  return html`<div class="bar">
    <button type="button" class="button button-primary button-large bar-button"
      onClick=${() => (sheet.value = { kind: "cart" })}>
      <span class="count">${count}</span>
      <span class="grow">${t(words)}</span>
      <span>${money({ amount, currency: currency.value })}</span>
    </button>
  </div>`;
}
