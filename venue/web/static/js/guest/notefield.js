/** A note with its limit in sight before it is reached. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";

export const LONGEST_NOTE = 200;
const SHOWN_FROM = 120;

/** A text area; `hidden` keeps the label for readers alone. */
export function NoteField({ id, label, hint, value, hidden = false, onInput }) {
  const left = LONGEST_NOTE - value.length;
  return html`<div class="field">
    <label for=${id} class=${hidden ? "sr-only" : ""}>${label}</label>
    <textarea id=${id} class="textarea" dir="auto" rows="2" maxlength=${LONGEST_NOTE}
      placeholder=${hint} value=${value} aria-describedby=${`${id}-left`}
      onInput=${(event) => onInput(event.target.value)}></textarea>
    <p id=${`${id}-left`} class="small muted note-left" data-near=${String(left <= 20)}>
      ${value.length >= SHOWN_FROM
        ? t("guest.letters_left", { count: left })
        : t("guest.letters_most", { count: LONGEST_NOTE })}
    </p>
  </div>`;
}
