/** Stations, the printers they print on, and the printers themselves. */

import { html, useSignal } from "../vendor.js";
import { errorText, t } from "../i18n.js";
import { Empty, Icon, Sheet } from "../kit.js";
import { printerTone } from "../status/words.js";
import { PickField, TextField } from "./form.js";
import { inUse } from "./model.js";
import { Head, OpenRow, Part, WithMenu, useFetched } from "./parts.js";
import { Problems, RecordSheet } from "./records.js";
import { act, editor, isRestaurant, post, sheet } from "./state.js";

const close = () => (sheet.value = null);

export function Stations() {
  return isRestaurant.value ? html`<${WithMenu}>${() => html`<${Screen} />`}<//>`
    : html`<${Screen} />`;
}

function Screen() {
  const printers = useFetched("/api/v1/printers", { live: true });
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.stations")} text=${t("manage.stations_text")}>
      <a class="button" href="/waiter">${t("manage.floor_plan")}</a><//>
    <div class="columns">
      ${isRestaurant.value && html`<${StationList} printers=${printers.value?.items ?? []} />`}
      <${Printers} printers=${printers} />
    </div>
  </div>`;
}

function StationList({ printers }) {
  const stations = useFetched("/api/v1/stations", { live: true });
  const records = inUse(editor.value.records, "station", { all: true });
  const options = [["", t("manage.no_printer")],
    ...printers.map((one) => [String(one.id), one.name])];
  const link = async (station, value) => {
    const body = value ? { printer_id: Number(value) } : {};
    if (await act(() => post(`/api/v1/stations/${station.id}/printer`, body))) stations.again();
  };
  return html`<${Part} title=${t("manage.stations")} text=${t("manage.stations_hint")}>
    ${records.map((one) => {
      const station = stations.value?.items.find((other) => other.slug === one.key);
      return html`<div key=${one.key} class="station">
        <${OpenRow} title=${one.values.name} isOff=${!one.values.active}
          text=${[one.values.prefix, t(`manage.code.print.${one.values.print}`),
            one.values.catch_all ? t("manage.catch_all") : ""].filter(Boolean).join(" · ")}
          onClick=${() => (sheet.value = html`<${RecordSheet} kind="station"
            recordKey=${one.key} />`)} />
        ${station && html`<${PickField} label=${t("manage.prints_on", { name: one.values.name })}
          value=${String(station.printer_id ?? "")} options=${options}
          onChange=${(value) => link(station, value)} />`}
      </div>`;
    })}
    <button type="button" class="button"
      onClick=${() => (sheet.value = html`<${RecordSheet} kind="station" />`)}>
      <${Icon} name="plus" />${t("manage.add_station")}</button>
  <//>`;
}

function Printers({ printers }) {
  const items = printers.value?.items ?? [];
  const add = () => (sheet.value = html`<${PrinterSheet} printers=${items}
    onDone=${printers.again} />`);
  const run = (one, action) => act(() => post(`/api/v1/printers/${one.id}/${action}`),
    action === "test" ? "manage.test_sent" : "manage.saved");
  return html`<${Part} title=${t("manage.printers")}>
    ${printers.value && items.length === 0 && html`<${Empty} icon="printer"
      title=${t("manage.no_printers")} />`}
    <ul>${items.map((one) => html`<li key=${one.id} class="row line wrap"
      data-tone=${printerTone(one.state)}>
      <${Icon} name=${printerTone(one.state) === "ok" ? "circle-check" : "triangle-alert"} />
      <span class="grow"><strong>${one.name}</strong>
        <span class="small muted open-text">${one.words}</span></span>
      ${one.state === "paused" && html`<button type="button" class="button"
        onClick=${() => run(one, "resume")}>${t("manage.resume")}
        <span class="sr-only"> ${one.name}</span></button>`}
      ${one.preview_url && html`<a class="button" href=${one.preview_url}>${t("manage.paper")}
        <span class="sr-only"> ${one.name}</span></a>`}
      <button type="button" class="button" onClick=${() => run(one, "test")}>${t("manage.test")}
        <span class="sr-only"> ${one.name}</span></button></li>`)}</ul>
    <button type="button" class="button" onClick=${add}>
      <${Icon} name="plus" />${t("manage.add_printer")}</button><//>`;
}

const DRIVERS = ["tcp", "virtual"];

function PrinterSheet({ printers, onDone }) {
  const values = useSignal({ name: "", driver: "tcp", host: "", width_mm: "80", backup: "" });
  const error = useSignal(null);
  const set = (field) => (value) => (values.value = { ...values.value, [field]: value });
  const { name, driver, host, width_mm: width, backup } = values.value;
  const save = async (event) => {
    event.preventDefault();
    const more = backup ? { backup_id: Number(backup) } : {};
    const address = driver === "tcp" ? { host: host.trim() } : {};
    try {
      await post("/api/v1/printers", { name, driver, width_mm: Number(width), ...address, ...more });
      close();
      onDone();
    } catch (problem) {
      error.value = { ...problem, message: errorText(problem) };
    }
  };
  const foot = html`<button type="submit" form="printer" class="button button-primary button-wide">
    ${t("manage.save")}</button>`;
  return html`<${Sheet} title=${t("manage.add_printer")} onClose=${close} foot=${foot}>
    <form id="printer" class="stack" onSubmit=${save}>
      <${Problems} error=${error.value} />
      <${TextField} label=${t("manage.field.name")} value=${name} longest="40" required
        onChange=${set("name")} />
      <${PickField} label=${t("manage.driver")} value=${driver} onChange=${set("driver")}
        options=${DRIVERS.map((one) => [one, t(`manage.driver.${one}`)])} />
      ${driver === "tcp" && html`<${TextField} label=${t("manage.address")} value=${host} required
        hint=${t("manage.address_hint")} onChange=${set("host")} />`}
      <${PickField} label=${t("manage.width")} value=${width} onChange=${set("width_mm")}
        options=${[["80", "80 mm"], ["58", "58 mm"]]} />
      <${PickField} label=${t("manage.backup")} value=${backup} onChange=${set("backup")}
        hint=${t("manage.backup_hint")}
        options=${[["", t("manage.none")], ...printers.map((one) => [String(one.id), one.name])]} />
    </form><//>`;
}
