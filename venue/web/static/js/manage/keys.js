/** Keys of programs: what for, as which role, with which scopes; shown once. */

import { html, useSignal } from "../vendor.js";
import { t } from "../i18n.js";
import { Banner, Sheet } from "../kit.js";
import { ManyField, PickField, TextField } from "./form.js";
import { useFetched } from "./parts.js";
import { Problems } from "./records.js";
import { post, sheet } from "./state.js";

const close = () => (sheet.value = null);

export function KeySheet({ onDone }) {
  const roles = useFetched("/api/v1/roles");
  const name = useSignal("");
  const role = useSignal("manager");
  const scopes = useSignal([]);
  const made = useSignal(null);
  const error = useSignal(null);
  const known = (roles.value?.items ?? []).find((one) => one.role === role.value);
  const make = async () => {
    try {
      const body = { name: name.value, role: role.value, scopes: scopes.value };
      made.value = (await post("/api/v1/api-keys", body)).key;
      onDone();
    } catch (problem) {
      error.value = problem;
    }
  };
  if (made.value) return html`<${MadeSheet} value=${made.value} />`;
  const foot = html`<button type="submit" form="key" class="button button-primary button-wide"
    disabled=${scopes.value.length === 0}>${t("manage.key_make")}</button>`;
  return html`<${Sheet} title=${t("manage.key_make")} onClose=${close} foot=${foot}>
    <form id="key" class="stack" onSubmit=${(event) => {
      event.preventDefault();
      make();
    }}>
      <${Problems} error=${error.value} />
      <${TextField} label=${t("manage.key_name")} value=${name.value} longest="80" required
        onChange=${(value) => (name.value = value)} />
      <${PickField} label=${t("manage.key_role")} value=${role.value}
        options=${(roles.value?.items ?? []).map((one) => [one.role, t(`status.role.${one.role}`)])}
        onChange=${(value) => {
          role.value = value;
          scopes.value = [];
        }} />
      <${ManyField} label=${t("manage.key_scopes")} hint=${t("manage.key_scopes_hint")}
        value=${scopes.value} options=${(known?.permissions ?? []).map((one) => [one, one])}
        onChange=${(value) => (scopes.value = value)} />
    </form><//>`;
}

function MadeSheet({ value }) {
  return html`<${Sheet} title=${t("manage.key_made")} onClose=${close}>
    <div class="stack">
      <${Banner} tone="warn" icon="key-round" title=${t("manage.key_once")} />
      <label class="stack"><span>${t("manage.key")}</span>
        <textarea class="input" rows="3" readonly dir="ltr" onFocus=${(event) => event.target
          .select()}>${value}</textarea></label>
    </div><//>`;
}
