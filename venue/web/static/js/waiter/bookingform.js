/** Taking a reservation of a table, changing one, and where a party without a table sits. */

import { html, useSignal } from "../vendor.js";
import { post } from "../api.js";
import { t } from "../i18n.js";
import { Banner, Empty, Sheet, Stepper } from "../kit.js";
import { act, problemText } from "./reading.js";
import { go, sheet, tables } from "./state.js";

const close = () => (sheet.value = null);

/** The local date and time of a moment, as inputs want them. */
function partsOf(moment) {
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString();
  return { date: local.slice(0, 10), time: local.slice(11, 16) };
}

/** With `one` it changes that reservation; otherwise it takes a new one for `date`. */
export function BookingSheet({ one = null, date = null, onSaved }) {
  const begin = partsOf(one ? new Date(one.starts_at) : new Date(Date.now() + 3_600_000));
  const form = useSignal({
    name: one?.name ?? "", phone: one?.phone ?? "", note: one?.note ?? "",
    date: one ? begin.date : (date ?? begin.date),
    time: one ? begin.time : `${begin.time.slice(0, 2)}:00`,
    covers: one?.covers ?? 2, table_id: one?.table_id ?? null, minutes: one?.minutes ?? null,
  });
  const busy = useSignal(false);
  const problem = useSignal(null);
  const put = (name, value) => (form.value = { ...form.value, [name]: value });
  const { name, phone, note, covers, table_id: tableId, minutes } = form.value;
  const save = async (anyway) => {
    busy.value = true;
    problem.value = null;
    const at = new Date(`${form.value.date}T${form.value.time}`);
    const body = { name, phone, note, covers, anyway, starts_at: at.toISOString(),
      ...(tableId ? { table_id: tableId } : {}), ...(minutes ? { minutes } : {}) };
    try {
      const path = `/api/v1/table-reservations${one ? `/${one.id}` : ""}`;
      onSaved?.(await post(path, body));
      close();
    } catch (error) {
      problem.value = error;
    }
    busy.value = false;
  };
  const isReserved = problem.value?.code === "tables.reserved";
  const isReady = name.trim() && form.value.date && form.value.time;
  const foot = html`<button type="button" class="button button-primary button-large"
    disabled=${busy.value || !isReady} onClick=${() => save(isReserved)}>
    ${t(isReserved ? "booking.anyway" : "waiter.save")}</button>`;
  const field = (key, more = {}) => html`<div class="field"><label
    for=${`booking-${key}`}>${t(`booking.${key}`)}</label>
    <input id=${`booking-${key}`} class="input" autocomplete="off" value=${form.value[key]}
      onInput=${(event) => put(key, event.target.value)} ...${more} /></div>`;
  return html`<${Sheet} title=${t(one ? "booking.change" : "booking.new")} onClose=${close}
    foot=${foot}>
    <div class="stack">
      ${field("name", { maxlength: 80 })}
      ${field("phone", { type: "tel", maxlength: 40, dir: "ltr" })}
      <div class="two">${field("date", { type: "date" })}${field("time", { type: "time" })}</div>
      <div class="row"><span class="grow">${t("waiter.covers")}</span>
        <${Stepper} value=${covers} max=${99} label=${t("waiter.covers")}
          onChange=${(n) => put("covers", n)} /></div>
      <${TableSelect} value=${tableId} covers=${covers} onChange=${(id) => put("table_id", id)} />
      ${field("note", { maxlength: 200 })}
      ${problem.value && html`<${Banner} tone=${isReserved ? "warn" : "bad"} icon="circle-alert"
        title=${isReserved ? t("booking.reserved") : problemText(problem.value)} />`}
    </div>
  <//>`;
}

function TableSelect({ value, covers, onChange }) {
  return html`<div class="field"><label for="booking-table">${t("booking.table")}</label>
    <select id="booking-table" class="select" value=${value ?? ""}
      onChange=${(event) => onChange(event.target.value ? Number(event.target.value) : null)}>
      <option value="" selected=${!value}>${t("booking.no_table")}</option>
      ${tables.value.map((one) => html`<option key=${one.id} value=${one.id}
        selected=${one.id === value}>${one.number} · ${t("waiter.seats", { count: one.seats })}${
        one.seats < covers ? " ·  !" : ""}</option>`)}
    </select></div>`;
}

/** Where do they sit? Only free tables can be chosen. */
export function SeatSheet({ one, onSaved }) {
  const free = tables.value.filter((table) => table.state === "free");
  const seatAt = async (id) => {
    const done = await act(`/api/v1/table-reservations/${one.id}/seat`, { table_id: id });
    if (!done) return;
    onSaved?.(done);
    close();
    go({ tab: "tables", tableId: id });
  };
  return html`<${Sheet} title=${t("booking.where", { name: one.name })} onClose=${close}>
    ${free.length === 0 && html`<${Empty} icon="layout-grid" title=${t("booking.all_taken")} />`}
    <div class="targets">${free.map((table) => html`<button type="button" key=${table.id}
      class="chip" onClick=${() => seatAt(table.id)}><strong>${t("common.table",
        { number: table.number })}</strong><span class="small">${t("waiter.seats",
        { count: table.seats })}</span></button>`)}</div>
  <//>`;
}
