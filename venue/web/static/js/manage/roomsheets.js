/** What is asked for a room type, a room and a block. */

import { html, useSignal } from "../vendor.js";
import { t } from "../i18n.js";
import { AmountField, amountText, typedMoney } from "./amount.js";
import { PickField } from "./form.js";
import { FormSheet, Line, Wrong, typedCount, useSaving } from "./houseform.js";

const MOST_BEDS = 20;
const MOST_OVER = 50;

/** Only what differs from before is sent, so that two managers do not undo each other's work. */
function changed(before, after) {
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
}

/** A button that takes the thing away. */
const Remove = ({ words, onClick }) => html`<button type="button"
  class="button button-danger button-large" onClick=${onClick}>${words}</button>`;

export function TypeSheet({ kind, again }) {
  const name = useSignal(kind?.name ?? "");
  const sleeps = useSignal(String(kind?.sleeps ?? 2));
  const price = useSignal(kind ? amountText(kind.nightly) : "");
  const over = useSignal(String(kind?.overbooking ?? 0));
  const saving = useSaving(again);
  const wanted = { name: name.value.trim(), sleeps: typedCount(sleeps.value, 1, MOST_BEDS),
    nightly_minor: typedMoney(price.value)?.amount ?? null,
    overbooking: typedCount(over.value, 0, MOST_OVER) };
  const isReady = wanted.name && Object.values(wanted).every((one) => one !== null);
  const path = "/api/v1/rooms/types";
  const save = () => (kind ? saving.save(`${path}/${kind.id}`, changed({ name: kind.name,
    sleeps: kind.sleeps, nightly_minor: kind.nightly.amount, overbooking: kind.overbooking }, wanted))
    : saving.save(path, wanted));
  return html`<${FormSheet} title=${kind?.name ?? t("house.add_type")} saving=${saving}
    isReady=${isReady} onSave=${save} extra=${kind && html`<${Remove} words=${t("house.remove")}
      onClick=${() => saving.save(`${path}/${kind.id}/remove`, {})} />`}>
    <${Line} label=${t("house.name")} value=${name.value} longest="60" error=${saving.of("name")}
      onChange=${(said) => (name.value = said)} />
    <${AmountField} label=${t("house.nightly")} hint=${t("house.nightly_hint")} value=${price.value}
      onChange=${(said) => (price.value = said)} />
    <div class="pair">
      <${Line} label=${t("house.sleeps")} value=${sleeps.value} inputmode="numeric" longest="2"
        onChange=${(said) => (sleeps.value = said)} />
      <${Line} label=${t("house.overbooking")} value=${over.value} inputmode="numeric" longest="2"
        onChange=${(said) => (over.value = said)} /></div>
    <p class="small muted">${t("house.overbooking_hint")}</p><//>`;
}

export function RoomSheet({ room, house, again }) {
  const number = useSignal(room?.number ?? "");
  const floor = useSignal(room?.floor ?? "");
  const kind = useSignal(String(room?.type_id ?? house.types[0].id));
  const saving = useSaving(again);
  const wanted = { number: number.value.trim(), floor: floor.value.trim(),
    room_type_id: Number(kind.value) };
  const save = () => (room ? saving.save(`/api/v1/rooms/${room.id}`, changed({ number: room.number,
    floor: room.floor, room_type_id: room.type_id }, wanted))
    : saving.save("/api/v1/rooms", wanted));
  return html`<${FormSheet} title=${room ? t("desk.room", { room: room.number })
    : t("house.add_room")} saving=${saving} isReady=${wanted.number} onSave=${save}
    extra=${room && html`<${Remove} words=${t("house.remove_room")}
      onClick=${() => saving.save(`/api/v1/rooms/${room.id}/remove`, {})} />`}>
    <${Line} label=${t("house.number")} value=${number.value} longest="12"
      error=${saving.of("number") ?? saving.of("name")}
      onChange=${(said) => (number.value = said)} />
    <${Line} label=${t("house.floor")} value=${floor.value} longest="12"
      onChange=${(said) => (floor.value = said)} />
    <${PickField} label=${t("house.type")} value=${kind.value}
      options=${house.types.map((one) => [String(one.id), one.name])}
      onChange=${(said) => (kind.value = said)} />
    ${room && html`<p class="small muted">${t("house.remove_room_text")}</p>`}<//>`;
}

export function BlockSheet({ house, again }) {
  const rooms = house.rooms.filter((one) => !one.retired);
  const room = useSignal(String(rooms[0].id));
  const starts = useSignal(house.today);
  const ends = useSignal("");
  const reason = useSignal("");
  const saving = useSaving(again);
  const isReady = starts.value && ends.value && reason.value.trim();
  const save = () => saving.save(`/api/v1/rooms/${room.value}/blocks`, { starts: starts.value,
    ends: ends.value, reason: reason.value.trim() });
  return html`<${FormSheet} title=${t("house.add_block")} saving=${saving} isReady=${isReady}
    onSave=${save}>
    <${PickField} label=${t("house.room")} value=${room.value}
      options=${rooms.map((one) => [String(one.id), one.number])}
      onChange=${(said) => (room.value = said)} />
    <div class="pair">
      <${Line} label=${t("house.starts")} type="date" value=${starts.value}
        onChange=${(said) => (starts.value = said)} />
      <${Line} label=${t("house.ends")} type="date" value=${ends.value}
        onChange=${(said) => (ends.value = said)} /></div>
    <${Wrong} error=${saving.of("dates")} />
    <${Line} label=${t("desk.reason")} value=${reason.value} longest="120"
      onChange=${(said) => (reason.value = said)} /><//>`;
}
