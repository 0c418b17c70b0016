/** The strip under the tiles: how the orders under way are doing, in one line. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Icon } from "../kit.js";
import { STEPS, stepsDone, summary } from "./progress.js";
import { cutOff, orders, pacing, returned, sealed, sheet } from "./state.js";

export const ICONS = {
  waiting_staff: "clock", received: "check", kitchen: "chef-hat", cooking: "flame",
  ready: "concierge-bell", served: "check-check", rejected: "ban", cancelled: "ban",
};

/** Sealed commands whose order the box has not told us of yet. */
export function pending() {
  const known = new Set(orders.value.map((order) => order.id));
  return sealed.value.filter((command) => !known.has(command.id));
}

/** One line that opens the table's orders. */
export function Strip() {
  const { dishes, made, state } = summary(orders.value);
  // While cut off, the banner above already says what waits.
  const waiting = cutOff.value ? [] : pending();
  const strip = (shown, icon, text, steps = null) => html`<button type="button" class="card strip"
    data-state=${shown} onClick=${() => (sheet.value = { kind: "table" })}>
    <span class="strip-icon"><${Icon} name=${icon} /></span>
    <span class="grow"><span class="strip-text">${text}</span>${steps}</span>
    <${Icon} name="chevron-right" class="icon-flip" />
  </button>`;
  if (returned.value.length > 0) {
    return strip("returned", "circle-alert", t("guest.strip.returned"));
  }
  if (waiting.length > 0) {
    return strip("waiting", "cloud-off", t(`guest.state.${waiting[0].state}`));
  }
  if (!state) return null;
  const text = t(`guest.strip.${state}`, { count: dishes, made });
  return strip(state, ICONS[state], text, html`<${Steps} state=${state} /><${Promised} />`);
}

/** About how long the kitchen takes now, where it says so. */
export function Promised() {
  const minutes = pacing.value.promised_minutes;
  if (!minutes) return null;
  return html`<span class="small muted">${t("guest.promised", { count: minutes })}</span>`;
}

/** Four dashes, as many filled as steps are done. */
export function Steps({ state }) {
  const done = stepsDone(state);
  return html`<span class="steps" role="img"
    aria-label=${t("guest.steps", { done, all: STEPS.length })}>
    ${STEPS.map((step, n) => html`<i key=${step} class=${n < done ? "on" : ""}></i>`)}
  </span>`;
}
