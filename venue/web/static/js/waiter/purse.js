/** The waiter's own purse or drawer. */

import { html } from "../vendor.js";
import { OwnCash } from "../purse.js";
import { currency, me, sheet } from "./state.js";

export function PurseSheet() {
  return html`<${OwnCash} staffId=${me.value.staff_id} currency=${currency.value}
    onClose=${() => (sheet.value = null)} />`;
}
