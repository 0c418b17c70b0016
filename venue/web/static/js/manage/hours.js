/** Outlets with their areas, and when they take orders. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Empty, Icon, IconButton } from "../kit.js";
import { PickField } from "./form.js";
import { byKey, inUse } from "./model.js";
import { Head, OpenRow, Part, WithMenu, daysText, spanText, useFetched } from "./parts.js";
import { RecordSheet } from "./records.js";
import { act, editor, post, saveRecord, sheet } from "./state.js";

export function Hours() {
  return html`<${WithMenu}>${() => html`<${Screen} />`}<//>`;
}

const open = (props) => (sheet.value = html`<${RecordSheet} ...${props} />`);

function Screen() {
  const { records } = editor.value;
  const outlets = inUse(records, "outlet", { all: true });
  const hours = inUse(records, "hours");
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.hours")} text=${t("manage.hours_text")} />
    <div class="columns">
      <${Part} title=${t("manage.opening")} text=${t("manage.opening_text")}>
        ${hours.length === 0 && html`<${Empty} icon="clock" title=${t("manage.no_hours")} />`}
        <ul>${hours.map((one) => html`<${Span} key=${one.key} one=${one} />`)}</ul>
        <button type="button" class="button" onClick=${() => open({ kind: "hours" })}>
          <${Icon} name="plus" />${t("manage.add_hours")}</button>
      <//>
      <${Part} title=${t("manage.outlets")} text=${t("manage.outlets_text")}>
        <ul>${outlets.map((one) => html`<li key=${one.key}><${OpenRow} title=${one.values.name}
          isOff=${!one.values.active} text=${menuOf(one.key)}
          onClick=${() => open({ kind: "outlet", recordKey: one.key })} /></li>`)}</ul>
        <button type="button" class="button" onClick=${() => open({ kind: "outlet" })}>
          <${Icon} name="plus" />${t("manage.add_outlet")}</button>
      <//>
      ${outlets.length > 0 && html`<${Areas} outlets=${outlets} />`}
    </div>
  </div>`;
}

function menuOf(outlet) {
  const own = inUse(editor.value.records, "section").filter(
    ({ values }) => values.outlets.length === 0 || values.outlets.includes(outlet),
  );
  return own.map((one) => one.values.name).join(", ");
}

function Span({ one }) {
  const { values } = one;
  const where = values.outlet
    ? byKey(editor.value.records, "outlet", values.outlet)?.values.name : t("manage.everywhere");
  const words = values.date
    ? `${values.date}: ${values.from ? spanText(values) : t("manage.closed_day")}`
    : `${daysText(values.days)}: ${spanText(values)}`;
  const last = values.last_orders ? t("manage.last_at", { at: values.last_orders }) : "";
  return html`<li class="row line"><div class="grow"><${OpenRow} title=${words}
      text=${[where, last].filter(Boolean).join(" · ")}
      onClick=${() => open({ kind: "hours", recordKey: one.key })} /></div>
    <${IconButton} icon="trash-2" label=${t("manage.take_out", { name: words })}
      onClick=${() => act(() => saveRecord("hours", one.key, { active: false }))} /></li>`;
}

function Areas({ outlets }) {
  const tables = useFetched("/api/v1/tables", { live: true });
  const options = [["", t("manage.no_outlet")],
    ...outlets.map((one) => [String(one.id), one.values.name])];
  const set = async (area, value) => {
    const body = value ? { outlet_id: Number(value) } : {};
    if (await act(() => post(`/api/v1/areas/${area.id}/outlet`, body))) tables.again();
  };
  return html`<${Part} title=${t("manage.areas")} text=${t("manage.areas_text")}>
    <div class="stack">${(tables.value?.areas ?? []).map((area) => html`<${PickField}
      key=${area.id} label=${area.name} value=${String(area.outlet_id ?? "")} options=${options}
      onChange=${(value) => set(area, value)} />`)}</div><//>`;
}
