/** What is asked before a stay changes: which room, which dates, why, and what is still owed. */

import { Fragment, html, useEffect, useSignal } from "../vendor.js";
import { post } from "../api.js";
import { errorText, money, t } from "../i18n.js";
import { Banner, Empty, Icon, Sheet, Skeleton } from "../kit.js";
import { addDays } from "./model.js";
import { Rules } from "./moneysheets.js";
import { CareBadge, Field } from "./parts.js";
import { act, dayText, onLink, sheet, useFetched } from "./state.js";

const close = () => (sheet.value = null);
const pathOf = (booking, action) => `/api/v1/bookings/${booking.id}/${action}`;

/** Rooms that are free for the stay's nights; its own type first. */
export function RoomSheet({ booking, stay, action }) {
  const query = `arrival=${stay.arrival}&departure=${stay.departure}`;
  const { value, error } = useFetched(`/api/v1/rooms/free?${query}`);
  const isOwn = (room) => room.room_type_id === stay.room_type_id;
  const rooms = value?.items.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)));
  const give = (room) => act(pathOf(booking, action), { stay_id: stay.id, room_id: room.id });
  return html`<${Sheet} title=${t(`desk.do.${action}`)} onClose=${close}>
    ${error && html`<${Banner} tone="warn" icon="wifi-off" title=${errorText(error)} />`}
    ${!rooms && !error && html`<${Skeleton} rows=${4} />`}
    ${rooms?.length === 0 && html`<${Empty} icon="key-round" title=${t("desk.no_free_room")} />`}
    <ul class="stack">${rooms?.map((room) => html`<li key=${room.id}>
      <button type="button" class="button button-wide row room-choice" onClick=${() => give(room)}>
        <strong>${room.number}</strong><span class="grow">${room.type}</span>
        <${CareBadge} state=${room.housekeeping} /></button></li>`)}</ul>
  <//>`;
}

/** The price before and after a change of dates. */
export function Prices({ booking, stay, arrival, departure }) {
  const isSame = arrival === stay.arrival && departure === stay.departure;
  const query = `stay_id=${stay.id}&arrival=${arrival}&departure=${departure}`;
  const { value, error } = useFetched(isSame || !(arrival < departure) ? null
    : pathOf(booking, `quote?${query}`));
  if (error) return html`<${Banner} tone="bad" icon="circle-alert" title=${errorText(error)} />`;
  if (!value) return null;
  return html`<dl class="facts">
    <div><dt>${t("desk.price_before")}</dt><dd>${money(value.before)}</dd></div>
    <div><dt>${t("desk.price_after")}</dt><dd><strong>${money(value.after)}</strong></dd></div>
  </dl>`;
}

/** Extend, shorten or shift. */
export function DatesSheet({ booking, stay, from = stay.arrival, to = stay.departure }) {
  const arrival = useSignal(from);
  const departure = useSignal(to);
  const isIn = stay.state === "checked_in";
  const isReady = arrival.value < departure.value
    && (arrival.value !== stay.arrival || departure.value !== stay.departure);
  const save = () => act(pathOf(booking, "dates"), { stay_id: stay.id, arrival: arrival.value,
    departure: departure.value });
  const foot = html`<button type="button" class="button button-primary button-large"
    disabled=${!isReady} onClick=${save}>${t("desk.save")}</button>`;
  return html`<${Sheet} title=${t("desk.do.dates")} onClose=${close} foot=${foot}>
    <div class="stack">
      <p class="muted">${dayText(stay.arrival)} – ${dayText(stay.departure)}</p>
      <div class="two">
        <${Field} id="arrival" type="date" label=${t("desk.arrival")} value=${arrival.value}
          disabled=${isIn} onChange=${(day) => (arrival.value = day)} />
        <${Field} id="departure" type="date" label=${t("desk.departure")} value=${departure.value}
          min=${arrival.value && addDays(arrival.value, 1)}
          onChange=${(day) => (departure.value = day)} />
      </div>
      ${isReady && html`<${Prices} booking=${booking} stay=${stay} arrival=${arrival.value}
        departure=${departure.value} />`}
    </div>
  <//>`;
}

/** Move to another room, as a drag on the chart asked for it. */
export function MoveSheet({ booking, stay, room, action }) {
  const save = () => act(pathOf(booking, action), { stay_id: stay.id, room_id: room.id });
  const foot = html`<button type="button" class="button button-primary button-large"
    onClick=${save}>${t(`desk.do.${action}`)}</button>`;
  return html`<${Sheet} title=${booking.name} onClose=${close} foot=${foot}>
    <div class="stack"><p>${t("desk.to_room", { room: room.number, type: room.type })}</p>
      <p class="muted">${`${dayText(stay.arrival)} – ${dayText(stay.departure)} · ${
        t("desk.price_stays")}`}</p>
      <div><${CareBadge} state=${room.housekeeping} /></div></div>
  <//>`;
}

/** Cancel, or nobody came: with the fee that is due today, and why it is not asked for. */
export function EndSheet({ booking, stay, action }) {
  const reason = useSignal("");
  const waive = useSignal("");
  const query = `stay_id=${stay.id}&action=${action.replace("-", "_")}`;
  const { value, error } = useFetched(pathOf(booking, `fee?${query}`));
  const isDue = value?.fee.amount > 0;
  const save = () => act(pathOf(booking, action), { stay_id: stay.id, reason: reason.value,
    waive: isDue ? waive.value.trim() : "" });
  const foot = html`<button type="button" class="button button-danger button-large"
    disabled=${!value || reason.value.trim() === ""} onClick=${save}>${t(`desk.do.${action}`)}</button>`;
  return html`<${Sheet} title=${t(`desk.do.${action}`)} onClose=${close} foot=${foot}>
    <div class="stack"><p>${t("desk.nights_back")}</p>
      ${error && html`<${Banner} tone="warn" icon="wifi-off" title=${errorText(error)} />`}
      ${!value && !error && html`<${Skeleton} rows=${1} />`}
      ${value && html`<${Rules} action=${action} rules=${value.rules} />`}
      ${value && html`<${Banner} tone=${isDue ? "warn" : "ok"} icon="receipt-text"
        title=${isDue ? t("desk.fee.due", { amount: money(value.fee) }) : t("desk.fee.none")} />`}
      <${Field} id="reason" label=${t("desk.reason")} value=${reason.value} maxlength="120"
        onChange=${(said) => (reason.value = said)} />
      ${isDue && html`<${Field} id="waive" label=${t("desk.fee.waive")} value=${waive.value}
        maxlength="120" onChange=${(said) => (waive.value = said)} />`}</div>
  <//>`;
}

/** Check-out: what is owed, in words, before anything happens. */
export function LeaveSheet({ booking, stay }) {
  const isPosted = useSignal(false);
  const failed = useSignal(null);
  const fetched = useFetched(stay.folio_id && isPosted.value
    ? `/api/v1/folios/${stay.folio_id}` : null);
  // The nights that no audit posted yet: the guest has to see and pay them before leaving.
  useEffect(() => {
    post(pathOf(booking, "nights"), { stay_id: stay.id }).then(() => (isPosted.value = true),
      (reason) => (failed.value = reason));
  }, []);
  const { value } = fetched;
  const paid = useFetched(pathOf(booking, "money"));
  const error = failed.value ?? fetched.error ?? paid.error;
  const held = paid.value?.deposit_held;
  // What is held of the deposit is put on the account by leaving.
  const owed = Math.max(0, (value?.balance.amount ?? 0) - (held?.amount ?? 0));
  const isKnown = isPosted.value && held && (!stay.folio_id || value);
  const isBehind = stay.sync && ["waiting", "refused"].includes(stay.sync.badge);
  const leave = () => act(pathOf(booking, "check-out"), { stay_id: stay.id });
  const foot = html`<button type="button" class="button button-primary button-large"
    disabled=${!isKnown || owed !== 0} onClick=${leave}>
    <${Icon} name="log-out" />${t("desk.do.check-out")}</button>`;
  const path = `/desk/folios/${stay.folio_id}`;
  return html`<${Sheet} title=${`${booking.name} · ${stay.room}`} onClose=${close} foot=${foot}>
    <div class="stack">
      ${error && html`<${Banner} tone="warn" icon="wifi-off" title=${errorText(error)} />`}
      ${!isKnown && !error && html`<${Skeleton} rows=${2} />`}
      ${isKnown && owed === 0 && html`<${Banner} tone="ok" icon="circle-check"
        title=${t("desk.settled")} />`}
      ${isBehind && html`<${Banner} tone="info" icon="clock"
        title=${t(`desk.leave.${stay.sync.badge}`)}>${stay.sync.words}<//>`}
      ${held?.amount > 0 && html`<p>${t("desk.leave.held", { amount: money(held) })}</p>`}
      ${owed !== 0 && html`<${Fragment}><${Banner} tone="warn" icon="receipt-text"
        title=${t("desk.owed", { amount: money({ ...value.balance, amount: owed }) })}>${t("desk.owed_rule")}<//>
        <a class="button" href=${path} onClick=${onLink(path)}>${t("desk.open_folio")}</a><//>`}
    </div>
  <//>`;
}
