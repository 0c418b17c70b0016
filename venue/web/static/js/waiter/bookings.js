/** Reservations of tables: a day's list, and what becomes of each. */

import { Fragment, html, useEffect, useSignal } from "../vendor.js";
import { get } from "../api.js";
import { errorText, lang, t } from "../i18n.js";
import { Banner, Empty, Icon, IconButton, Skeleton } from "../kit.js";
import { withBooking } from "./model.js";
import { act } from "./reading.js";
import { bookings, go, sheet } from "./state.js";
import { since } from "./times.js";

const LOOKS = { booked: ["badge-info", "calendar"], seated: ["badge-ok", "check"],
  no_show: ["", "ban"], cancelled: ["", "ban"], late: ["badge-bad", "timer"] };
const ACTIONS = { booked: ["cancel", "no-show"], no_show: ["restore"], cancelled: ["restore"],
  seated: [] };

/** The date `days` after another, both as `2026-07-19`. */
export function dayAfter(date, days) {
  const moment = new Date(`${date}T12:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

/** Today on this device, as `2026-07-19`. */
export function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** The tab "Reservations". */
export function Bookings() {
  const date = useSignal(today());
  const other = useSignal(null);
  const problem = useSignal("");
  const isToday = date.value === today();
  useEffect(() => {
    problem.value = "";
    if (isToday) return;
    other.value = null;
    get(`/api/v1/table-reservations?date=${date.value}`)
      .then((found) => (other.value = found.items))
      .catch((error) => (problem.value = errorText(error)));
  }, [date.value]);
  const list = isToday ? bookings.value : other.value;
  const changed = (one) => {
    if (!isToday && one) other.value = withBooking(other.value ?? [], one);
  };
  const words = new Intl.DateTimeFormat(lang.value, { weekday: "long", day: "numeric",
    month: "long" }).format(new Date(`${date.value}T12:00`));
  const covers = (list ?? []).filter((one) => one.state === "booked" || one.state === "seated")
    .reduce((sum, one) => sum + one.covers, 0);
  return html`<${Fragment}>
    <div class="floor-tools">
      <${IconButton} icon="chevron-left" iconClass="icon-flip" label=${t("booking.day_before")}
        onClick=${() => (date.value = dayAfter(date.value, -1))} />
      <div class="grow booking-day"><strong>${words}</strong>
        <span class="muted small">${t("booking.covers", { count: covers })}</span></div>
      <${IconButton} icon="chevron-right" iconClass="icon-flip" label=${t("booking.day_after")}
        onClick=${() => (date.value = dayAfter(date.value, 1))} />
      <button type="button" class="button button-primary"
        onClick=${() => (sheet.value = { kind: "booking", date: date.value, onSaved: changed })}>
        <${Icon} name="plus" />${t("booking.new")}</button>
    </div>
    ${problem.value && html`<${Banner} tone="warn" icon="wifi-off" title=${problem.value} />`}
    ${!list && !problem.value && html`<${Skeleton} rows=${4} />`}
    ${list?.length === 0 && html`<${Empty} icon="calendar" title=${t("booking.none")} />`}
    <ul class="stack">${(list ?? []).map((one) => html`<${Booking} key=${one.id} one=${one}
      onChanged=${changed} />`)}</ul>
  <//>`;
}

function Booking({ one, onChanged }) {
  const [tone, icon] = LOOKS[one.late ? "late" : one.state];
  const isDone = one.state === "seated" || one.state === "cancelled";
  const run = async (action) => onChanged(
    await act(`/api/v1/table-reservations/${one.id}/${action}`));
  const seatThem = async () => {
    if (!one.table_id) return (sheet.value = { kind: "seat", one, onSaved: onChanged });
    const done = await act(`/api/v1/table-reservations/${one.id}/seat`);
    onChanged(done);
    if (done) go({ tab: "tables", tableId: done.table_id });
  };
  return html`<li class="card booking" data-done=${isDone ? "" : null}>
    <div class="booking-top">
      <strong class="booking-time">${since(one.starts_at)}</strong>
      <span class="grow"><strong>${one.name || "–"}</strong>
        <span class="muted small row"><${Icon} name="users" />${one.covers} · ${one.table_number
          ? t("common.table", { number: one.table_number }) : t("booking.no_table")}</span></span>
      <span class=${`badge ${tone}`}><${Icon} name=${icon} />${t(`booking.state.${one.late
        ? "late" : one.state}`)}</span>
    </div>
    ${one.note && html`<p class="small">${one.note}</p>`}
    ${one.phone && html`<p class="small"><a class="row booking-phone" href=${`tel:${one.phone}`}
      dir="ltr"><${Icon} name="phone" />${one.phone}</a></p>`}
    <div class="row booking-acts">
      ${one.state === "booked" && html`<button type="button" class="button"
        onClick=${() => (sheet.value = { kind: "booking", one, onSaved: onChanged })}>
        <${Icon} name="pencil" />${t("booking.change")}</button>`}
      ${ACTIONS[one.state].map((action) => html`<button type="button" key=${action}
        class="button" onClick=${() => run(action)}>${t(`booking.do.${action}`)}</button>`)}
      ${(one.state === "booked" || one.state === "no_show") && html`<button type="button"
        class="button button-primary" onClick=${seatThem}>
        <${Icon} name="check" />${t("booking.seat")}</button>`}
    </div>
  </li>`;
}
