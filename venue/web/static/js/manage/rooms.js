/** The doors of the house: what is sold, its rooms, and which are out of order. */

import { Fragment, html } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Empty, Icon, IconButton, Skeleton } from "../kit.js";
import { Failed, Head, OpenRow, Part, useFetched } from "./parts.js";
import { HouseFile } from "./housefile.js";
import { BlockSheet, RoomSheet, TypeSheet } from "./roomsheets.js";
import { act, post, sheet } from "./state.js";

export const HOUSE = "/api/v1/rooms/house";

export function Rooms() {
  const { value, error, again } = useFetched(HOUSE, { live: true });
  const open = (Which, more = {}) => () => (sheet.value = html`<${Which} house=${value}
    again=${again} ...${more} />`);
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.rooms")} text=${t("house.rooms_text")} />
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!value && !error && html`<${Skeleton} rows=${6} />`}
    ${value && html`<${Fragment}><div class="columns">
      <${Types} house=${value} open=${open} />
      <${Doors} house=${value} open=${open} again=${again} />
      <${Blocks} house=${value} open=${open} again=${again} />
      <${HouseFile} path="/api/v1/rooms/import" text=${t("house.rooms_file")} again=${again}
        columns="number,type,sleeps" />
    </div><//>`}
  </div>`;
}

const Add = ({ onClick, words, disabled }) => html`<button type="button" class="button"
  disabled=${disabled} onClick=${onClick}><${Icon} name="plus" />${words}</button>`;

function Types({ house, open }) {
  return html`<${Part} title=${t("house.types")} actions=${html`<${Add}
    words=${t("house.add_type")} onClick=${open(TypeSheet)} />`}>
    ${house.types.length === 0 && html`<${Empty} icon="layers" title=${t("house.no_types")}>
      ${t("house.no_types_text")}<//>`}
    <ul>${house.types.map((one) => html`<li key=${one.id}><${OpenRow} title=${one.name}
      text=${[t("desk.rooms", { count: one.rooms }), t("desk.sleeps", { count: one.sleeps }),
        one.overbooking > 0 && t("house.over", { count: one.overbooking })].filter(Boolean)
        .join(" · ")} onClick=${open(TypeSheet, { kind: one })}>
      <span class="price">${money(one.nightly)}</span><//></li>`)}</ul><//>`;
}

function Doors({ house, open, again }) {
  const typeOf = (id) => house.types.find((one) => one.id === id)?.name ?? "";
  const used = house.rooms.filter((one) => !one.retired);
  const retired = house.rooms.filter((one) => one.retired);
  const restore = async (room) => {
    await act(() => post(`/api/v1/rooms/${room.id}/restore`));
    again();
  };
  return html`<${Part} title=${t("house.doors")} actions=${html`<${Add} words=${t("house.add_room")}
    disabled=${house.types.length === 0} onClick=${open(RoomSheet)} />`}>
    ${used.length === 0 && html`<${Empty} icon="key-round" title=${t("house.no_rooms")} />`}
    <ul>${used.map((one) => html`<li key=${one.id}><${OpenRow} title=${one.number}
      text=${[typeOf(one.type_id), one.floor && t("house.floor_of", { floor: one.floor })]
        .filter(Boolean).join(" · ")} onClick=${open(RoomSheet, { room: one })}>
      <span class="badge">${t(`desk.care.${one.housekeeping}`)}</span><//></li>`)}</ul>
    ${retired.length > 0 && html`<${Fragment}><h3>${t("house.retired")}</h3>
      <ul>${retired.map((one) => html`<li key=${one.id} class="row line">
        <span class="grow"><strong>${one.number}</strong>
          <span class="small muted open-text">${typeOf(one.type_id)}</span></span>
        <button type="button" class="button" onClick=${() => restore(one)}>
          <${Icon} name="undo-2" />${t("house.restore")}</button></li>`)}</ul><//>`}<//>`;
}

function Blocks({ house, open, again }) {
  const numberOf = (id) => house.rooms.find((one) => one.id === id)?.number ?? "";
  const lift = async (block) => {
    await act(() => post(`/api/v1/rooms/blocks/${block.id}/lift`));
    again();
  };
  return html`<${Part} title=${t("house.blocks")} text=${t("house.blocks_text")}
    actions=${html`<${Add} words=${t("house.add_block")}
      disabled=${house.rooms.every((one) => one.retired)} onClick=${open(BlockSheet)} />`}>
    ${house.blocks.length === 0 && html`<p class="muted">${t("house.no_blocks")}</p>`}
    <ul>${house.blocks.map((one) => html`<li key=${one.id} class="row line">
      <span class="grow"><strong>${numberOf(one.room_id)}</strong>
        <span class="small muted open-text"><bdi>${one.starts} – ${one.ends}</bdi> · <bdi>${
          one.reason}</bdi></span></span>
      <${IconButton} icon="x" label=${t("house.lift", { room: numberOf(one.room_id) })}
        onClick=${() => lift(one)} /></li>`)}</ul><//>`;
}
