/** Fields of the manager's forms. Each takes `value` and `onChange(value)`. */

import { html, useSignal } from "../vendor.js";
import { hasText, t } from "../i18n.js";
import { Icon } from "../kit.js";
import { toggled } from "./model.js";

let count = 0;
const useId = () => useSignal(`field-${(count += 1)}`).value;

/** A label, the control, and what it means. */
function Labelled({ id, label, hint, children }) {
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${children}
    ${hint && html`<p class="small muted" id=${`${id}-hint`}>${hint}</p>`}
  </div>`;
}

/** One line of text; `type` as of an input. */
export function TextField({ label, hint, value, onChange, type = "text", longest, ...rest }) {
  const id = useId();
  return html`<${Labelled} id=${id} label=${label} hint=${hint}>
    <input id=${id} class="input" type=${type} value=${value ?? ""} maxlength=${longest}
      autocomplete="off" aria-describedby=${hint ? `${id}-hint` : null} ...${rest}
      onInput=${(event) => onChange(event.target.value)} /><//>`;
}

/** Several lines of text. */
export function AreaField({ label, hint, value, onChange, ...rest }) {
  const id = useId();
  return html`<${Labelled} id=${id} label=${label} hint=${hint}>
    <textarea id=${id} class="textarea" rows="3" value=${value ?? ""} ...${rest}
      aria-describedby=${hint ? `${id}-hint` : null}
      onInput=${(event) => onChange(event.target.value)}></textarea><//>`;
}

/** One of several; `options` are `[value, words]`. */
export function PickField({ label, hint, value, options, onChange }) {
  const id = useId();
  return html`<${Labelled} id=${id} label=${label} hint=${hint}>
    <select id=${id} class="select" value=${value ?? ""}
      aria-describedby=${hint ? `${id}-hint` : null}
      onChange=${(event) => onChange(event.target.value)}>
      ${options.map(([code, words]) => html`<option key=${code} value=${code}
        selected=${code === (value ?? "")}>${words}</option>`)}
    </select><//>`;
}

/** Yes or no. */
export function FlagField({ label, hint, value, onChange }) {
  const id = useId();
  return html`<div class="field flag">
    <label class="row" for=${id}>
      <input id=${id} type="checkbox" checked=${value} aria-describedby=${hint ? `${id}-hint` : null}
        onChange=${(event) => onChange(event.target.checked)} /><span>${label}</span></label>
    ${hint && html`<p class="small muted" id=${`${id}-hint`}>${hint}</p>`}
  </div>`;
}

/** Any of several; `options` are `[code, words]`. */
export function ManyField({ label, hint, value, options, onChange }) {
  const codes = options.map(([code]) => code);
  return html`<fieldset class="field many">
    <legend class="label">${label}</legend>
    <div class="chips">${options.map(([code, words]) => html`<button type="button" key=${code}
      class="chip" aria-pressed=${String(value.includes(code))}
      onClick=${() => onChange(toggled(value, code, codes))}>
      ${value.includes(code) && html`<${Icon} name="check" />`}${words}</button>`)}</div>
    ${hint && html`<p class="small muted">${hint}</p>`}
  </fieldset>`;
}

/** Several of a list, in an order, some perhaps twice; `options` are `[key, words]`. */
export function ListField({ label, hint, value, options, onChange, twice = false }) {
  const id = useId();
  const words = new Map(options);
  const left = twice ? options : options.filter(([key]) => !value.includes(key));
  return html`<fieldset class="field">
    <legend class="label">${label}</legend>
    ${value.length > 0 && html`<ol class="picked">${value.map((key, index) => html`
      <li key=${`${key} ${index}`} class="row"><span class="grow">${words.get(key) ?? key}</span>
        <button type="button" class="icon-button" aria-label=${t("manage.take_out",
          { name: words.get(key) ?? key })}
          onClick=${() => onChange(value.filter((_, place) => place !== index))}>
          <${Icon} name="x" /></button></li>`)}</ol>`}
    ${left.length > 0 && html`<select id=${id} class="select" aria-label=${`${t("manage.add")}: ${label}`}
      value="" onChange=${(event) => {
        if (event.target.value) onChange([...value, event.target.value]);
        event.target.value = "";
      }}>
      <option value="">${t("manage.add_one")}</option>
      ${left.map(([key, name]) => html`<option key=${key} value=${key}>${name}</option>`)}
    </select>`}
    ${hint && html`<p class="small muted">${hint}</p>`}
  </fieldset>`;
}

/** The words for a code of a field: `manage.code.open`, or the guest's words for an allergen. */
export function codeText(field, code) {
  const keys = [`manage.code.${field}.${code}`, `guest.allergen.${code}`, `guest.diet.${code}`];
  const known = keys.find((key) => hasText(key));
  return known ? t(known) : code;
}
