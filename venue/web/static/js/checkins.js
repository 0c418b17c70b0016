/** Who comes and who is in house, and how far their check-in is. Entry of /desk/checkins. */

import { Fragment, html, signal } from "./vendor.js";
import { get } from "./api.js";
import { begin, paint } from "./boot.js";
import { errorText, setLanguage, t } from "./i18n.js";
import { Banner, Empty, Icon, SyncPill, Toasts } from "./kit.js";
import { follow } from "./live.js";
import { CodeSheet } from "./checkins/code.js";
import { GuestSheet } from "./checkins/guest.js";

const TONES = { pending: "info", incomplete: "warn", sent_back: "bad", ready: "brand", verified: "ok" };
const GUEST_TONES = { draft: "warn", rejected: "bad", submitted: "brand", verified: "ok", used: "ok" };
const list = signal({ items: [], today: "" });
const link = signal("connecting");
const lost = signal(false);
const sheet = signal(null);

async function load() {
  list.value = await get("/api/v1/checkins");
  lost.value = false;
  return list.value.seq;
}

const refresh = () => load().catch(() => (lost.value = true));
const close = () => (sheet.value = null);
function done() {
  close();
  refresh();
}

function Guest({ guest, at }) {
  const filled = !["not_started", "purged"].includes(guest.state);
  const name = t(guest.child ? "checkins.child" : "checkins.guest", { n: at + 1 });
  return html`<li class="guest">
    <span class="grow">${name}</span>
    <span class=${`badge badge-${GUEST_TONES[guest.state] ?? "info"}`}>${t(`checkin.state.${guest.state}`)}</span>
    ${filled && html`<button type="button" class="button" aria-label=${`${t("checkins.open")}: ${name}`}
      onClick=${() => (sheet.value = { kind: "guest", id: guest.id })}>${t("checkins.open")}</button>`}
  </li>`;
}

function Booking({ one }) {
  return html`<li class="card booking" data-status=${one.status}>
    <header class="row wrap">
      <h2 class="grow" dir="auto">${one.name || t("checkins.booking", { number: one.number })}</h2>
      <span class=${`badge badge-${TONES[one.status]}`}>${t(`checkins.status.${one.status}`)}</span>
    </header>
    <p class="muted">${t("checkins.booking", { number: one.number })} ·
      ${" "}${t("checkins.arrival", { arrival: one.arrival, departure: one.departure })}</p>
    <ul class="row wrap">${one.rooms.map((room) => html`<li key=${room.stay_id} class="row">
      <span>${room.room ? t("checkins.room", { room: room.room }) : t("checkins.no_room")}</span>
      ${room.room && room.state !== "checked_in" && html`<span class=${`badge badge-${room.ready ? "ok" : "warn"}`}>
        ${t(room.ready ? "checkins.room_ready" : "checkins.room_not_ready")}</span>`}</li>`)}</ul>
    <ul class="stack">${one.guests.map((guest, at) =>
      html`<${Guest} key=${guest.id} guest=${guest} at=${at} />`)}</ul>
    <button type="button" class="button" aria-label=${`${t("checkins.link")}: ${one.name}`}
      onClick=${() => (sheet.value = { kind: "code", id: one.booking_id })}>
      <${Icon} name="qr-code" />${t("checkins.link")}</button>
  </li>`;
}

function Checkins() {
  const { items, today } = list.value;
  const open = sheet.value;
  return html`<${Fragment}>
    <header class="desk-head">
      <h1 class="grow">${t("checkins.title")}</h1>
      <${SyncPill} state=${link.value} />
      <a class="button" href="/desk/audit">${t("checkins.audit")}</a>
      <a class="button" href="/"><${Icon} name="house" /><span>${t("status.back")}</span></a>
    </header>
    <main class="desk">
      ${lost.value && html`<${Banner} tone="warn" icon="wifi-off" title=${t("status.unreachable")} />`}
      <p class="muted">${t("checkins.today", { day: today })}</p>
      ${items.length === 0
        ? html`<${Empty} icon="check" title=${t("checkins.empty")} />`
        : html`<ul class="bookings">${items.map((one) => html`<${Booking} key=${one.booking_id} one=${one} />`)}</ul>`}
    </main>
    ${open?.kind === "guest" && html`<${GuestSheet} key=${open.id} id=${open.id} onClose=${close} onDone=${done} />`}
    ${open?.kind === "code" && html`<${CodeSheet} key=${open.id} id=${open.id}
      onClose=${() => { close(); refresh(); }} />`}
    <${Toasts} />
  <//>`;
}

function Unreachable({ error }) {
  return html`<main class="gone"><div class="empty"><${Icon} name="wifi-off" />
    <h1>${t("status.unreachable")}</h1><p>${errorText(error)}</p>
    <button type="button" class="button button-primary" onClick=${() => location.reload()}>
      ${t("common.retry")}</button></div></main>`;
}

async function run() {
  try {
    await begin();
    const after = await load();
    paint(Checkins);
    const live = follow({ view: "desk", after, onNews: refresh, onReload: load, onConnect: refresh });
    live.state.subscribe((state) => (link.value = state));
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
