/** Pieces that several screens of the desk share. */

import { html } from "../vendor.js";
import { errorText, t } from "../i18n.js";
import { Banner, Icon } from "../kit.js";

const LOOKS = {
  confirmed: ["badge-warn", "clock"], assigned: ["badge-info", "key-round"],
  checked_in: ["badge-brand", "house"], checked_out: ["", "log-out"], cancelled: ["", "ban"],
  no_show: ["badge-bad", "ban"],
};
const CARE = { dirty: ["badge-bad", "triangle-alert"], cleaning: ["badge-warn", "timer"],
  clean: ["badge-ok", "check"], inspected: ["badge-ok", "check-check"] };
const SYNC = { posted: ["badge-ok", "check"], waiting: ["badge-warn", "clock"],
  refused: ["badge-bad", "triangle-alert"] };

const Badge = ({ look, children }) => html`<span class=${`badge ${look[0]}`}>
  <${Icon} name=${look[1]} />${children}</span>`;

/** How far a stay has come. */
export const StateBadge = ({ state }) => html`<${Badge} look=${LOOKS[state]}>
  ${t(`desk.state.${state}`)}<//>`;

/** Whether a room is clean. */
export const CareBadge = ({ state }) => html`<${Badge} look=${CARE[state]}>
  ${t(`desk.care.${state}`)}<//>`;

/** Whether the hotel's cloud has it; nothing where no cloud is connected. */
export const SyncBadge = ({ sync }) => (SYNC[sync]
  ? html`<${Badge} look=${SYNC[sync]}>${t(`desk.sync.${sync}`)}<//>` : null);

/** What went wrong while reading, with a way to try again. */
export function Failed({ error, onRetry }) {
  return html`<${Banner} tone="warn" icon="wifi-off" title=${errorText(error)}>
    <button type="button" class="button" onClick=${onRetry}>${t("common.retry")}</button><//>`;
}

/** A screen's title with what one can do there. */
export function Head({ title, text, children }) {
  return html`<header class="desk-title">
    <div class="grow"><h1>${title}</h1>${text && html`<p class="muted">${text}</p>`}</div>
    <div class="row desk-actions">${children}</div>
  </header>`;
}

/** A label and an input; `onChange(value)`. */
export function Field({ id, label, value, onChange, type = "text", ...rest }) {
  return html`<div class="field"><label for=${id}>${label}</label>
    <input id=${id} class="input" type=${type} value=${value} autocomplete="off" ...${rest}
      onInput=${(event) => onChange(event.target.value)} /></div>`;
}
