/** The providers: how each one is, and its keys. */

import { html, useSignal } from "../vendor.js";
import { get } from "../api.js";
import { hasText, t } from "../i18n.js";
import { Icon, Sheet } from "../kit.js";
import { act, mayManage, sheet, view } from "./state.js";
import { STATES, ageText, causeText } from "./words.js";

/** One card each. */
export function Providers() {
  return html`<section class="providers" aria-label=${t("sync.providers")}>
    ${view.value.providers.map((one) => html`<${Card} key=${one.name} one=${one} />`)}
  </section>`;
}

function Card({ one }) {
  const [tone, icon] = STATES[one.state] ?? ["", "info"];
  const isOn = one.mode !== null;
  const cause = causeText(one);
  return html`<article class="card provider" data-tone=${tone}>
    <header class="row">
      <h2 class="grow">${one.title}</h2>
      ${isOn && html`<span class=${`badge ${one.mode === "live" ? "badge-brand" : "badge-info"}`}>
        ${t(`sync.mode.${one.mode}`)}</span>`}
    </header>
    <p class="provider-state"><${Icon} name=${icon} /><strong>${t(`sync.state.${one.state}`)}</strong>
      ${one.since_at && html`<span class="muted">${ageText(one.since_s)}</span>`}</p>
    ${cause && html`<p class="small">${cause}</p>`}
    ${isOn && html`<p class="small muted">${waitingText(one)}</p>`}
    ${mayManage() && html`<${Buttons} one=${one} isOn=${isOn} />`}
  </article>`;
}

function waitingText(one) {
  if (one.waiting === 0) return t("sync.nothing_waits");
  const waiting = t("sync.waiting", { count: one.waiting });
  return `${waiting} ${t("sync.oldest", { age: ageText(one.oldest_s) })}`;
}

function Buttons({ one, isOn }) {
  const path = `/api/v1/sync/providers/${one.name}`;
  const open = async () => {
    sheet.value = { kind: "connect", ...(await get(path)) };
  };
  return html`<div class="row provider-buttons">
    <button type="button" class=${`button ${isOn ? "" : "button-primary"}`} onClick=${open}>
      ${t(isOn ? "sync.change_key" : "sync.connect")}
      <span class="sr-only"> ${one.title}</span></button>
    ${isOn && html`<button type="button" class="button button-quiet"
      onClick=${() => act(`${path}/probe`, {}, t("sync.asked", { provider: one.title }))}>
      ${t("sync.ask_now")}<span class="sr-only"> ${one.title}</span></button>`}
    ${isOn && one.name === "webhook" && html`<button type="button" class="button button-quiet"
      data-replay onClick=${() => (sheet.value = { kind: "replay" })}>${t("hooks.replay")}</button>`}
  </div>`;
}

/** Keys to enter; they are tried before they are kept, and never shown again. */
export function ConnectSheet({ name, title, fields }) {
  const values = useSignal({});
  const busy = useSignal(false);
  const isOn = view.value.providers.some((one) => one.name === name && one.mode !== null);
  const path = `/api/v1/sync/providers/${name}`;
  const save = async (event) => {
    event.preventDefault();
    busy.value = true;
    const entered = Object.fromEntries(
      fields.map((one) => [one.name, values.value[one.name] ?? one.default ?? ""]),
    );
    await act(`${path}/connect`, { fields: entered }, t("sync.connected", { provider: title }));
    busy.value = false;
  };
  const set = (field, value) => (values.value = { ...values.value, [field]: value });
  const leave = () => act(`${path}/disconnect`, {}, t("sync.disconnected", { provider: title }));
  return html`<${Sheet} title=${t("sync.connect_title", { provider: title })} dialog
    onClose=${() => (sheet.value = null)}>
    <form class="stack" onSubmit=${save} autocomplete="off">
      <p class="muted">${t("sync.connect_text")}</p>
      ${fields.map((one) => html`<${Entry} key=${one.name} field=${one}
        value=${values.value[one.name] ?? one.default ?? ""} onChange=${set} />`)}
      <div class="row">
        <button class="button button-primary grow" disabled=${busy.value}>
          ${t(busy.value ? "sync.checking_key" : "sync.check_and_save")}</button>
        ${isOn && html`<button type="button" class="button button-quiet" onClick=${leave}>
          ${t("sync.disconnect")}</button>`}
      </div>
    </form>
  <//>`;
}

/** From where the webhook's events are sent again, for a receiver that lost some. */
export function ReplaySheet() {
  const after = useSignal("");
  const send = (event) => {
    event.preventDefault();
    act("/api/v1/sync/events/replay", { after: Number(after.value) }, t("hooks.replaying"));
  };
  return html`<${Sheet} title=${t("hooks.replay")} dialog onClose=${() => (sheet.value = null)}>
    <form class="stack" onSubmit=${send}>
      <p class="muted">${t("hooks.replay_text")}</p>
      <div class="field">
        <label for="replay-after">${t("hooks.after")}</label>
        <input id="replay-after" class="input" type="number" min="0" required inputmode="numeric"
          value=${after.value} onInput=${(event) => (after.value = event.currentTarget.value)} />
      </div>
      <button class="button button-primary">${t("hooks.replay")}</button>
    </form>
  <//>`;
}

function Entry({ field, value, onChange }) {
  const id = `field-${field.name}`;
  const key = `sync.field.${field.name}`;
  const change = (event) => onChange(field.name, event.currentTarget.value);
  return html`<div class="field">
    <label for=${id}>${hasText(key) ? t(key) : field.name}</label>
    ${field.choices.length > 0
      ? html`<select id=${id} class="select" value=${value} onChange=${change}>
          ${field.choices.map((one) => html`<option key=${one} value=${one}>${one}</option>`)}
        </select>`
      : html`<input id=${id} class="input" dir="ltr" type=${field.secret ? "password" : "text"}
          autocomplete="off" spellcheck="false" value=${value} onInput=${change} />`}
  </div>`;
}
