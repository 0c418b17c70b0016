/** Staff: who they are, what they may do, their PINs. */

import { html, useSignal } from "../vendor.js";
import { hasText, t } from "../i18n.js";
import { Icon, Sheet, Skeleton } from "../kit.js";
import { PickField, TextField } from "./form.js";
import { Failed, Head, OpenRow, Part, useFetched } from "./parts.js";
import { Problems } from "./records.js";
import { act, post, send, sheet } from "./state.js";

const close = () => (sheet.value = null);
const roleText = (role) => t(`status.role.${role}`);

export function Staff() {
  const people = useFetched("/api/v1/staff");
  const roles = useFetched("/api/v1/roles");
  if (people.error) return html`<${Failed} error=${people.error} onRetry=${people.again} />`;
  if (!people.value || !roles.value) return html`<${Skeleton} rows=${6} />`;
  const open = (person) => (sheet.value = html`<${PersonSheet} person=${person}
    roles=${roles.value.items} onDone=${people.again} />`);
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.staff")} text=${t("manage.staff_text")}>
      <button type="button" class="button button-primary" onClick=${() => open(null)}>
        <${Icon} name="plus" />${t("manage.add_person")}</button><//>
    <div class="columns">
      <${Part} title=${t("manage.people")}>
        <ul>${people.value.items.map((one) => html`<li key=${one.id}><${OpenRow} title=${one.name}
          text=${roleText(one.role)} isOff=${one.disabled} onClick=${() => open(one)}>
          ${!one.has_pin && html`<span class="badge badge-warn">${t("manage.no_pin")}</span>`}
        <//></li>`)}</ul><//>
      <${Part} title=${t("manage.roles")} text=${t("manage.roles_text")}>
        ${roles.value.items.map(({ role, permissions }) => html`<details key=${role} class="role">
          <summary>${roleText(role)} <span class="small muted">${t("manage.permissions",
            { count: permissions.length })}</span></summary>
          <ul class="permissions">${permissions.map((one) => html`<li key=${one}>
            ${hasText(`manage.may.${one}`) ? t(`manage.may.${one}`)
              : html`<code>${one}</code>`}</li>`)}</ul>
        </details>`)}<//>
    </div>
  </div>`;
}

function PersonSheet({ person, roles, onDone }) {
  const name = useSignal(person?.name ?? "");
  const role = useSignal(person?.role ?? "waiter");
  const pin = useSignal("");
  const error = useSignal(null);
  const run = async (call) => {
    try {
      await call();
      close();
      onDone();
    } catch (problem) {
      error.value = problem;
    }
  };
  const save = (event) => {
    event.preventDefault();
    run(async () => {
      const body = { name: name.value, role: role.value };
      if (!person) {
        await post("/api/v1/staff", { ...body, ...(pin.value ? { pin: pin.value } : {}) });
        return;
      }
      if (person.name !== name.value || person.role !== role.value) {
        await send("PUT", `/api/v1/staff/${person.id}`, body);
      }
      if (pin.value) await post(`/api/v1/staff/${person.id}/pin`, { pin: pin.value });
    });
  };
  const toggle = () => run(
    () => post(`/api/v1/staff/${person.id}/${person.disabled ? "enable" : "disable"}`),
  );
  const foot = html`<button type="submit" form="person" class="button button-primary button-wide">
    ${t("manage.save")}</button>`;
  return html`<${Sheet} title=${person ? person.name : t("manage.add_person")} onClose=${close}
    foot=${foot}>
    <form id="person" class="stack" onSubmit=${save}>
      <${Problems} error=${error.value} />
      <${TextField} label=${t("manage.field.name")} value=${name.value} longest="80" required
        onChange=${(value) => (name.value = value)} />
      <${PickField} label=${t("manage.role")} value=${role.value}
        options=${roles.map((one) => [one.role, roleText(one.role)])}
        onChange=${(value) => (role.value = value)} />
      <${TextField} label=${t(person?.has_pin ? "manage.new_pin" : "manage.pin")} value=${pin.value}
        type="password" inputmode="numeric" longest="8" autocomplete="new-password"
        hint=${t("manage.pin_hint")} onChange=${(value) => (pin.value = value)} />
      ${person && html`<button type="button" class="button ${person.disabled ? "" : "button-danger"}"
        onClick=${toggle}><${Icon} name=${person.disabled ? "check" : "ban"} />
        ${t(person.disabled ? "manage.enable_person" : "manage.disable_person")}</button>
        <p class="small muted">${t("manage.disable_text")}</p>`}
    </form><//>`;
}
