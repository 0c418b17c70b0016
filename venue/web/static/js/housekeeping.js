/** The rooms as those who clean them see them: what is first, and one tap to the next state. */

import { Fragment, html, useSignal } from "./vendor.js";
import { paint } from "./boot.js";
import { errorText, setLanguage, t } from "./i18n.js";
import { Empty, Icon, Skeleton, SyncPill, Toasts } from "./kit.js";
import { LineBanner } from "./line.js";
import { CareBadge, Failed } from "./desk/parts.js";
import { act, hasRestaurant, link, may, start, useFetched } from "./desk/state.js";

const NEXT = { dirty: "cleaning", cleaning: "clean", clean: "inspected", inspected: "dirty" };
const FILTERS = ["all", "first", "dirty", "cleaning", "clean", "inspected"];

function fits(room, filter) {
  if (filter === "all") return true;
  return filter === "first" ? room.priority > 0 : room.housekeeping === filter;
}

function Housekeeping() {
  const { value, error, again } = useFetched("/api/v1/housekeeping/rounds");
  const filter = useSignal("all");
  const rooms = value?.items ?? [];
  const shown = rooms.filter((room) => fits(room, filter.value));
  return html`<${Fragment}>
    <header class="desk-head"><h1 class="grow">${t("desk.housekeeping")}</h1>
      ${hasRestaurant() && may("requests.answer") && html`<a class="button" href="/requests"><${Icon} name="bell" />
        <span>${t("requests.rooms")}</span></a>`}
      ${may("bookings.view") && html`<a class="button" href="/desk"><${Icon} name="concierge-bell" />
        <span>${t("desk.title")}</span></a>`}
      <${SyncPill} state=${link.value} /></header>
    <main class="desk">
      <${LineBanner} />
      <div class="row filters" role="group" aria-label=${t("desk.filter")}>${FILTERS.map((name) =>
        html`<button type="button" key=${name} class="chip"
          aria-pressed=${String(filter.value === name)} onClick=${() => (filter.value = name)}>
          ${t(name === "all" || name === "first" ? `desk.rounds.${name}` : `desk.care.${name}`)}
          <span class="count">${rooms.filter((room) => fits(room, name)).length}</span>
        </button>`)}</div>
      ${error && html`<${Failed} error=${error} onRetry=${again} />`}
      ${!value && !error && html`<${Skeleton} rows=${6} />`}
      ${value && shown.length === 0 && html`<${Empty} icon="circle-check"
        title=${t("desk.rounds.done")} />`}
      <ul class="rounds">${shown.map((room) => html`<${Room} key=${room.id} room=${room} />`)}</ul>
    </main>
    <${Toasts} />
  <//>`;
}

function Room({ room }) {
  const next = NEXT[room.housekeeping];
  const set = (state) => act(`/api/v1/housekeeping/${room.id}`, { state });
  return html`<li class="card round" data-care=${room.housekeeping}>
    <div class="row"><strong class="round-number grow">${room.number}</strong>
      <${CareBadge} state=${room.housekeeping} /></div>
    <p class="small muted">${room.type} · ${t(room.occupied ? "desk.rounds.occupied"
      : "desk.rounds.vacant")}</p>
    <p class="row round-facts">
      ${room.arrives && html`<span class="badge badge-info"><${Icon} name="door-open" />${
        t("desk.rounds.arrives")}</span>`}
      ${room.leaves && html`<span class="badge badge-warn"><${Icon} name="log-out" />${
        t("desk.rounds.leaves")}</span>`}
      ${room.priority > 0 && html`<span class="badge badge-bad"><${Icon} name="triangle-alert" />${
        t("desk.rounds.first")}</span>`}
    </p>
    ${may("housekeeping.set") && html`<div class="row">
      <button type="button" class="button button-primary grow" onClick=${() => set(next)}>
        ${t(`desk.make.${next}`)}<span class="sr-only"> ${room.number}</span></button>
      ${room.housekeeping !== "dirty" && next !== "dirty" && html`<button type="button"
        class="button" onClick=${() => set("dirty")}>${t("desk.make.dirty")}
        <span class="sr-only"> ${room.number}</span></button>`}
    </div>`}
  </li>`;
}

function Unreachable({ error }) {
  return html`<main class="gone"><div class="empty"><${Icon} name="wifi-off" />
    <h1>${t("desk.unreachable")}</h1><p>${errorText(error)}</p>
    <button type="button" class="button button-primary" onClick=${() => location.reload()}>
      ${t("common.retry")}</button></div></main>`;
}

async function run() {
  try {
    await start();
    paint(Housekeeping);
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
