/** A sheet that changes one thing of the house: what is wrong stands at its field. */

import { html, useSignal } from "../vendor.js";
import { errorText, t } from "../i18n.js";
import { Icon, Sheet } from "../kit.js";
import { TextField } from "./form.js";
import { post, sheet } from "./state.js";

const FIELD_OF = {
  "rooms.number_taken": "number", "rooms.type_taken": "name", "rooms.bad_name": "name",
  "rooms.bad_dates": "dates", "rooms.room_taken": "dates",
};

export const close = () => (sheet.value = null);

/** What `save` of a form answers, and what went wrong at which field. */
export function useSaving(again) {
  const error = useSignal(null);
  const isBusy = useSignal(false);
  const save = async (path, body) => {
    isBusy.value = true;
    error.value = null;
    try {
      await post(path, body);
      close();
    } catch (problem) {
      error.value = problem;
    }
    isBusy.value = false;
    again();
  };
  const of = (field) => (error.value && (FIELD_OF[error.value.code] ?? "form") === field
    ? error.value : null);
  return { save, of, error, isBusy };
}

/** What is wrong with a field, in one sentence. */
export const Wrong = ({ error }) => error && html`<p class="field-error" role="alert">
  <${Icon} name="circle-alert" />${errorText(error)}</p>`;

/** A line of text with what is wrong with it. */
export const Line = ({ error, ...rest }) => html`<div class="stack"><${TextField}
  aria-invalid=${String(Boolean(error))} ...${rest} /><${Wrong} error=${error} /></div>`;

/** The sheet around a form; `extra` stands beside the button that saves. */
export function FormSheet({ title, saving, isReady, onSave, extra, children }) {
  const foot = html`<div class="row wrap">${extra}
    <button type="submit" form="house-form" class="button button-primary button-large grow"
      disabled=${!isReady || saving.isBusy.value}>${t("manage.save")}</button></div>`;
  const onSubmit = (event) => {
    event.preventDefault();
    if (isReady) onSave();
  };
  return html`<${Sheet} title=${title} onClose=${close} foot=${foot}>
    <form id="house-form" class="stack" onSubmit=${onSubmit}>${children}
      <${Wrong} error=${saving.of("form")} /></form><//>`;
}

/** A whole number that was typed, or null. */
export function typedCount(text, least, most) {
  const said = text.trim();
  return /^\d{1,4}$/.test(said) && Number(said) >= least && Number(said) <= most
    ? Number(said) : null;
}
