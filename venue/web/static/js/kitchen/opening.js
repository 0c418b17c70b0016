/** Opening what lies over the board; each sheet is shown at once and filled when the box answers. */

import { get, request } from "../api.js";
import { sheet, station } from "./state.js";

const TAKEN_BACK = new Set(["voided", "void_seen"]);

async function fill(kind, path, found) {
  sheet.value = { kind, items: null };
  const answer = await request("GET", path).catch(() => null);
  if (sheet.value?.kind !== kind) return;
  const isLost = answer?.status !== 200;
  sheet.value = { kind, isLost, ...(isLost ? { items: [] } : found(answer.body)) };
}

/** The list of tickets bumped of late. */
export function openRecent() {
  const slug = encodeURIComponent(station.value.id);
  const hasDishes = ({ lines }) => lines.some((line) => !TAKEN_BACK.has(line.state));
  return fill("recent", `/api/v1/kitchen/${slug}/recent`, ({ items }) => ({
    items: items.filter(hasDishes),
  }));
}

/** The list of stations. */
export function openStations() {
  return fill("stations", "/api/v1/kitchen", ({ stations }) => ({ items: stations }));
}

/** What one ticket can have done to it. */
export function openTicket(id) {
  sheet.value = { kind: "ticket", id };
}

export function openAllDay() {
  sheet.value = { kind: "all_day" };
}

export function openScreen() {
  sheet.value = { kind: "screen" };
}

/** The dishes, to take off sale, count down and bring back. */
export async function openDishes() {
  const times = await get("/api/v1/kitchen/load").catch(() => ({ items: [] }));
  return fill("dishes", "/api/v1/menu", (menu) => ({
    items: menu.sections.flatMap((section) => section.items),
    times: new Map(times.items.map((one) => [one.item_id, one.cook_s])),
  }));
}

/** How many orders guests may send, and how much work each station has. */
export function openPacing() {
  return fill("pacing", "/api/v1/kitchen/load", (load) => ({ items: load.stations, load }));
}

/** What the head offers, as buttons where there is room and as a sheet where there is none. */
export const TOOLS = [
  { icon: "list", label: "kitchen.all_day", open: openAllDay },
  { icon: "ban", label: "kds.dishes", open: openDishes },
  { icon: "timer", label: "kds.pacing.title", open: openPacing },
  { icon: "history", label: "kitchen.recent", open: openRecent },
  { icon: "sliders-horizontal", label: "kds.screen", open: openScreen },
];

export function openMenu() {
  sheet.value = { kind: "menu" };
}
