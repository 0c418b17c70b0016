/** Devices: pairing codes, names, and locking out a lost tablet. */

import { html, useSignal } from "../vendor.js";
import { t } from "../i18n.js";
import { Banner, Empty, Icon, Sheet, Skeleton } from "../kit.js";
import { ageParts } from "../status/words.js";
import { PickField, TextField } from "./form.js";
import { Failed, Head, OpenRow, Part, timeText, useFetched } from "./parts.js";
import { Problems } from "./records.js";
import { KeySheet } from "./keys.js";
import { act, isRestaurant, post, send, sheet } from "./state.js";

const close = () => (sheet.value = null);

export function Devices() {
  const devices = useFetched("/api/v1/devices", { live: true });
  const keys = useFetched("/api/v1/api-keys");
  if (devices.error) return html`<${Failed} error=${devices.error} onRetry=${devices.again} />`;
  if (!devices.value) return html`<${Skeleton} rows=${6} />`;
  const here = devices.value.items.filter((one) => !one.revoked);
  const gone = devices.value.items.filter((one) => one.revoked);
  const open = (one) => (sheet.value = html`<${DeviceSheet} device=${one}
    onDone=${devices.again} />`);
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.devices")} text=${t("manage.devices_text")}>
      <button type="button" class="button button-primary"
        onClick=${() => (sheet.value = html`<${CodeSheet} />`)}>
        <${Icon} name="key-round" />${t("manage.pair_device")}</button><//>
    <div class="columns">
      <${Part} title=${t("manage.paired")}>
        ${here.length === 0 && html`<${Empty} icon="tablet-smartphone"
          title=${t("manage.no_devices")} />`}
        <ul>${here.map((one) => html`<li key=${one.id}><${OpenRow} title=${one.name}
          text=${`${placeText(one)} · ${seenText(one)}`} onClick=${() => open(one)} /></li>`)}</ul>
      <//>
      ${keys.value && html`<${Part} title=${t("manage.api_keys")}
        text=${t("manage.api_keys_text")}>
        <div class="row"><button type="button" class="button"
          onClick=${() => (sheet.value = html`<${KeySheet} onDone=${keys.again} />`)}>
          <${Icon} name="plus" />${t("manage.key_make")}</button>
          <a class="button" href="/api/docs">${t("api.title")}</a></div>
        <ul>${keys.value.items.map((one) => html`<li key=${one.id} class="row line">
          <span class="grow"><strong>${one.name}</strong>
            <span class="small muted open-text">${one.prefix}… · ${t(`status.role.${one.role}`)}
              ${" · "}${t("manage.key_scopes_count", { count: one.scopes.length })}</span></span>
          ${one.revoked ? html`<span class="badge">${t("manage.locked_out")}</span>`
            : html`<button type="button" class="button" onClick=${async () => {
              if (!confirm(t("manage.revoke_sure", { name: one.name }))) return;
              await act(() => post(`/api/v1/api-keys/${one.id}/revoke`), "manage.revoked");
              keys.again();
            }}>${t("manage.revoke")}<span class="sr-only"> ${one.name}</span></button>`}
        </li>`)}</ul><//>`}
      ${gone.length > 0 && html`<${Part} title=${t("manage.locked_out")}>
        <ul>${gone.slice(0, 50).map((one) => html`<li key=${one.id} class="row line">
          <span class="grow">${one.name}</span>
          <span class="small muted">${placeText(one)}</span></li>`)}</ul><//>`}
    </div>
  </div>`;
}

function placeText({ role, station }) {
  return [t(`status.role.${role}`), station].filter(Boolean).join(" · ");
}

function seenText({ last_seen_s: seconds }) {
  if (seconds === null) return t("status.never");
  const { key, count } = ageParts(seconds);
  return t("status.seen", { age: t(key, { count }) });
}

function DeviceSheet({ device, onDone }) {
  const name = useSignal(device.name);
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
  const foot = html`<button type="submit" form="device" class="button button-primary button-wide">
    ${t("manage.save")}</button>`;
  return html`<${Sheet} title=${device.name} onClose=${close} foot=${foot}>
    <form id="device" class="stack" onSubmit=${(event) => {
      event.preventDefault();
      run(() => send("PUT", `/api/v1/devices/${device.id}`, { name: name.value }));
    }}>
      <${Problems} error=${error.value} />
      <p class="muted">${placeText(device)} · ${t("manage.paired_at",
        { at: timeText(device.paired_at) })}</p>
      <${TextField} label=${t("manage.field.name")} value=${name.value} longest="80" required
        onChange=${(value) => (name.value = value)} />
      <${Banner} tone="warn" icon="lock" title=${t("manage.lost")}>
        <p>${t("manage.lost_text")}</p>
        <button type="button" class="button button-danger" onClick=${() => run(
          () => post(`/api/v1/devices/${device.id}/revoke`))}>${t("manage.revoke")}</button><//>
    </form><//>`;
}

function CodeSheet() {
  const roles = useFetched("/api/v1/roles");
  const stations = isRestaurant.value ? useFetched("/api/v1/stations") : { value: null };
  const role = useSignal("waiter");
  const station = useSignal("");
  const made = useSignal(null);
  const make = async () => {
    const where = role.value === "kitchen" && station.value ? { station: station.value } : {};
    made.value = await act(() => post("/api/v1/devices/codes", { role: role.value, ...where }), null);
  };
  return html`<${Sheet} title=${t("manage.pair_device")} onClose=${close}>
    <div class="stack">
      <${PickField} label=${t("manage.device_for")} value=${role.value}
        options=${(roles.value?.items ?? []).map((one) => [one.role,
          t(`status.role.${one.role}`)])}
        onChange=${(value) => (role.value = value)} />
      ${role.value === "kitchen" && html`<${PickField} label=${t("manage.station")}
        value=${station.value} options=${[["", t("manage.all_stations")],
          ...(stations.value?.items ?? []).map((one) => [one.slug, one.name])]}
        onChange=${(value) => (station.value = value)} />`}
      <button type="button" class="button button-primary" onClick=${make}>
        ${t("manage.make_code")}</button>
      ${made.value && html`<div role="status" class="pair-code">
        <p>${t("manage.code_at", { address: `${location.host}/pair` })}</p>
        <strong dir="ltr">${made.value.code.replace(/(\d{4})(?=\d)/g, "$1 ")}</strong>
        <p class="small muted">${t("manage.code_life", { count: made.value.expires_in_s / 60 })}</p>
      </div>`}
    </div><//>`;
}
