/** One booking: its people, its rooms, and everything that can be done with each. */

import { Fragment, html } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Icon, Skeleton } from "../kit.js";
import { PostedBadge } from "../posted.js";
import { LateSheet, MoneyPart } from "./moneysheets.js";
import { CareBadge, Failed, Head, StateBadge } from "./parts.js";
import { DatesSheet, EndSheet, LeaveSheet, RoomSheet } from "./sheets.js";
import { act, dayText, may, onLink, sheet, useFetched } from "./state.js";

const OPEN = new Set(["confirmed", "assigned"]);

export function Booking({ id }) {
  const { value, error, again } = useFetched(`/api/v1/bookings/${id}`);
  const rooms = useFetched("/api/v1/rooms").value;
  if (!value) {
    return error ? html`<${Failed} error=${error} onRetry=${again} />`
      : html`<${Skeleton} rows=${6} />`;
  }
  const facts = [["phone", value.phone, "tel:"], ["email", value.email, "mailto:"]]
    .filter(([, said]) => said);
  return html`<${Fragment}>
    <${Head} title=${value.name || t("desk.no_name")}
      text=${t("desk.number", { number: value.number })}>
      <a class="button" href="/desk" onClick=${onLink("/desk")}>
        <${Icon} name="arrow-left" class="icon-flip" />${t("desk.today")}</a>
    <//>
    ${(facts.length > 0 || value.note) && html`<section class="card part">
      ${facts.map(([key, said, way]) => html`<p key=${key}><span class="muted">${
        t(`desk.${key}`)}</span> <a href=${way + said} dir="ltr">${said}</a></p>`)}
      ${value.note && html`<p class="row"><${Icon} name="message-square" />
        <span dir="auto">${value.note}</span></p>`}
    </section>`}
    <div class="stays">${value.stays.map((stay) => html`<${Stay} key=${stay.id}
      booking=${value} stay=${stay} room=${rooms?.items.find((one) => one.id === stay.room_id)} />`)}
    </div>
    <${MoneyPart} booking=${value} />
  <//>`;
}

function Stay({ booking, stay, room }) {
  return html`<section class="card part stay">
    <div class="row stay-head">
      <h2 class="grow">${stay.room ? t("desk.room", { room: stay.room }) : t("desk.no_room")}
        <span class="muted small"> ${stay.room_type}</span></h2>
      <${StateBadge} state=${stay.state} />
      ${stay.state === "assigned" && room && html`<${CareBadge} state=${room.housekeeping} />`}
      <${PostedBadge} sync=${stay.sync} />
    </div>
    <dl class="facts">
      <div><dt>${t("desk.arrival")}</dt><dd>${dayText(stay.arrival)}</dd></div>
      <div><dt>${t("desk.departure")}</dt><dd>${dayText(stay.departure)}</dd></div>
      <div><dt>${t("desk.people")}</dt><dd>${t("desk.adults", { count: stay.adults })}${
        stay.children > 0 ? ` · ${t("desk.children", { count: stay.children })}` : ""}</dd></div>
      <div><dt>${t("desk.price")}</dt><dd>${money(stay.price)}</dd></div>
      ${stay.folio_id && html`<${Owed} id=${stay.folio_id} />`}
      ${stay.state === "checked_in" && html`<${RoomPin} booking=${booking} stay=${stay} />`}
    </dl>
    ${may("bookings.manage") && html`<div class="row desk-actions"><${Acts} booking=${booking}
      stay=${stay} /></div>`}
  </section>`;
}

function Owed({ id }) {
  const { value } = useFetched(may("folios.manage") ? `/api/v1/folios/${id}` : null);
  if (!value) return null;
  const path = `/desk/folios/${id}`;
  return html`<div><dt>${t("desk.balance")}</dt>
    <dd><a href=${path} onClick=${onLink(path)}>${money(value.balance)}</a></dd></div>`;
}

/** What the guest types on the phone to order from the room. */
function RoomPin({ booking, stay }) {
  const path = `/api/v1/bookings/${booking.id}/room-pass`;
  const asked = useFetched(may("bookings.manage") ? `${path}?stay_id=${stay.id}` : null);
  if (!asked.value) return null;
  return html`<div><dt>${t("desk.room_pin")}</dt>
    <dd><strong dir="ltr">${asked.value.pin ?? "–"}</strong></dd></div>`;
}

function Acts({ booking, stay }) {
  const open = (Which, more = {}) => () => (sheet.value = html`<${Which} booking=${booking}
    stay=${stay} ...${more} />`);
  const checkIn = () => act(`/api/v1/bookings/${booking.id}/check-in`, { stay_id: stay.id });
  const button = (words, onClick, extra = "") => html`<button type="button" key=${words}
    class=${`button ${extra}`} onClick=${onClick}>${t(words)}</button>`;
  const renewPin = () => act(`/api/v1/bookings/${booking.id}/room-pass`, { stay_id: stay.id });
  const { state } = stay;
  return [
    state === "confirmed" && button("desk.do.assign", open(RoomSheet, { action: "assign" }),
      "button-primary"),
    state === "assigned" && button("desk.do.check-in", checkIn, "button-primary"),
    state === "checked_in" && button("desk.do.check-out", open(LeaveSheet), "button-primary"),
    (state === "assigned" || state === "checked_in")
      && button("desk.do.move", open(RoomSheet, { action: "move" })),
    (OPEN.has(state) || state === "checked_in") && button("desk.do.dates", open(DatesSheet)),
    state === "checked_in" && button("desk.late.title", open(LateSheet)),
    OPEN.has(state) && button("desk.do.cancel", open(EndSheet, { action: "cancel" })),
    OPEN.has(state) && button("desk.do.no-show", open(EndSheet, { action: "no-show" })),
    state === "checked_in" && button("desk.room_pin_new", renewPin),
  ];
}
