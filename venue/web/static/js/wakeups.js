/** Wake-up calls: who is to be called now, what is set, and a new one. Entry of /desk/wakeups. */

import { Fragment, html, useSignal } from "./vendor.js";
import { paint } from "./boot.js";
import { errorText, setLanguage, t } from "./i18n.js";
import { Banner, Empty, Icon, Skeleton, SyncPill, Toasts } from "./kit.js";
import { LineBanner } from "./line.js";
import { Failed, Field } from "./desk/parts.js";
import { act, dayText, link, start, useFetched } from "./desk/state.js";
import { useRinging } from "./desk/wakebar.js";
import { locked } from "./sound.js";

const PATH = "/api/v1/wakeups";
const BADGES = { answered: "badge-ok", sent: "badge-info", missed: "badge-bad", left: "" };

function Wakeups() {
  const { value, error, again } = useFetched(PATH);
  const ringing = useRinging(value?.waiting ?? []);
  return html`<${Fragment}>
    <header class="desk-head"><h1 class="grow">${t("wakeups.title")}</h1>
      <a class="button" href="/desk"><${Icon} name="concierge-bell" /><span>${t("desk.title")}</span></a>
      <${SyncPill} state=${link.value} /></header>
    <main class="desk">
      <${LineBanner} />
      ${error && html`<${Failed} error=${error} onRetry=${again} />`}
      ${!value && !error && html`<${Skeleton} rows=${6} />`}
      ${ringing.length > 0 && locked.value && html`<${Banner} tone="warn" icon="volume-x"
        title=${t("wakeups.silent")} />`}
      ${value?.waiting.length > 0 && html`<section aria-live="assertive"><h2>${t("wakeups.now")}</h2>
        <ul class="stack">${value.waiting.map((one) => html`<${Call} key=${one.id} one=${one} />`)}</ul>
      </section>`}
      ${value && html`<${New} />`}
      ${value && html`<section><h2>${t("wakeups.set")}</h2>
        ${value.items.length === 0 && html`<${Empty} icon="bell" title=${t("wakeups.none")} />`}
        <ul class="stack">${value.items.map((one) => html`<${Set} key=${one.id} one=${one} />`)}</ul>
        <p class="small muted">${t("wakeups.zone", { zone: value.zone })}</p></section>`}
      ${value?.lately.length > 0 && html`<details open=${value.lately.some((one) => one.state === "missed")}>
        <summary class="book-done">${t("wakeups.lately", { count: value.lately.length })}</summary>
        <ul>${value.lately.map((one) => html`<${Past} key=${one.id} one=${one} />`)}</ul></details>`}
    </main>
    <${Toasts} />
  <//>`;
}

function Call({ one }) {
  const say = (verb) => () => act(`${PATH}/calls/${one.id}/${verb}`);
  const late = one.late && t("wakeups.late", { count: Math.round(one.late_s / 60) });
  const state = t(`wakeups.state.${one.state}`,
    { count: one.tries, minutes: Math.max(1, Math.ceil((one.again_s ?? 0) / 60)) });
  return html`<li class="card book" data-state=${one.state}>
    <strong class="book-large">${one.room ?? "–"}</strong>
    <span class="grow"><strong class="book-large">${one.time}</strong>
      <span class="small book-about">${state}</span>
      ${late && html`<span class="badge badge-bad"><${Icon} name="triangle-alert" />${late}</span>`}</span>
    <span class="row">
      <button type="button" class="button button-primary button-large" onClick=${say("answered")}>
        <${Icon} name="check" />${t("wakeups.answered")}<span class="sr-only"> ${one.room}</span></button>
      ${one.left > 0 && html`<button type="button" class="button button-large" onClick=${say("no-answer")}>
        ${t("wakeups.no_answer")}<span class="sr-only"> ${one.room}</span></button>`}
      <button type="button" class="button button-large" onClick=${say("sent")}>
        <${Icon} name="user" />${t("wakeups.sent")}<span class="sr-only"> ${one.room}</span></button></span>
  </li>`;
}

function New() {
  const { value } = useFetched("/api/v1/bookings/today");
  const { value: house } = useFetched("/api/v1/rooms");
  const room = useSignal("");
  const time = useSignal("");
  const day = useSignal("");
  const daily = useSignal(false);
  const guests = ["stayovers", "departures", "overdue"].flatMap((name) => value?.[name] ?? [])
    .sort((a, b) => a.room.localeCompare(b.room, undefined, { numeric: true }));
  const save = async (event) => {
    event.preventDefault();
    const body = { room_id: house.items.find((one) => one.number === room.value).id, time: time.value, daily: daily.value };
    if (day.value) body.day = day.value;
    if (!(await act(PATH, body, "wakeups.saved"))) return;
    room.value = "";
    time.value = "";
    day.value = "";
    daily.value = false;
  };
  return html`<form class="card book-form" aria-label=${t("wakeups.new")} onSubmit=${save}>
    <div class="field"><label for="room">${t("wakeups.room")}</label>
      <select id="room" class="input" required value=${room.value}
        onChange=${(event) => (room.value = event.target.value)}>
        <option value="">${t(value && guests.length === 0 ? "wakeups.empty_house" : "wakeups.choose")}</option>
        ${guests.map((one) => html`<option key=${one.stay_id} value=${one.room}>
          ${one.room} · ${one.name || t("desk.no_name")}</option>`)}</select></div>
    <${Field} id="time" label=${t("wakeups.time")} type="time" required value=${time.value}
      onChange=${(said) => (time.value = said)} />
    <${Field} id="day" label=${t("wakeups.day")} type="date" value=${day.value}
      onChange=${(said) => (day.value = said)} />
    <label class="check"><input type="checkbox" checked=${daily.value}
      onChange=${(event) => (daily.value = event.target.checked)} />${t("wakeups.daily")}</label>
    <button class="button button-primary" disabled=${link.value === "stale" || !house}>
      <${Icon} name="plus" />${t("wakeups.add")}</button>
  </form>`;
}

function Set({ one }) {
  return html`<li class="card book">
    <strong class="book-large">${one.room ?? "–"}</strong>
    <span class="grow"><strong class="book-large">${one.time}</strong>
      <span class="small muted book-about">${one.daily
        ? t("wakeups.daily_until", { day: dayText(one.departure), next: dayText(one.day) })
        : dayText(one.day)} · ${one.by}</span>
      ${one.rings !== one.time && html`<span class="badge badge-warn"><${Icon} name="clock" />
        ${t("wakeups.shifted", { time: one.rings })}</span>`}</span>
    <span class="row"><button type="button" class="button"
      onClick=${() => act(`${PATH}/${one.id}/cancel`, {}, "wakeups.cancelled")}>
      ${t("wakeups.cancel")}<span class="sr-only"> ${one.room} ${one.time}</span></button></span>
  </li>`;
}

function Past({ one }) {
  return html`<li class="book"><strong>${one.room ?? "–"}</strong>
    <span class="grow">${dayText(one.day)}, ${one.time}
      ${one.late && one.state !== "missed" && html`<span class="small book-about">${t("wakeups.late",
        { count: Math.round(one.late_s / 60) })}</span>`}</span>
    <span class=${`badge ${BADGES[one.state]}`}>${t(`wakeups.state.${one.state}`)}</span>
    <span class="small muted">${one.by}</span></li>`;
}

function Unreachable({ error }) {
  return html`<main class="gone"><${Empty} icon="wifi-off" title=${t("desk.unreachable")}>
    <p>${errorText(error)}</p>
    <button type="button" class="button button-primary" onClick=${() => location.reload()}>
      ${t("common.retry")}</button><//></main>`;
}

async function run() {
  try {
    await start();
    paint(Wakeups);
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
