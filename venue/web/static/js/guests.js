/** Guests of the house: find, history, one guest out of two, forget. Entry of /desk/guests. */

import { Fragment, html, signal } from "./vendor.js";
import { get, post } from "./api.js";
import { begin, paint } from "./boot.js";
import { errorText, lang, setLanguage, t } from "./i18n.js";
import { Banner, Empty, Icon, Toasts, toast } from "./kit.js";
import { formatMoney } from "./money.js";

const SOON_MS = 250;
const found = signal([]);
const said = signal("");
const guest = signal(null);
const others = signal(null);
const failed = signal("");
const sure = signal(false);
const office = signal(false);
let timer = 0;

const at = (path) => `/api/v1/guests${path}`;
const list = (words) => get(at(`?query=${encodeURIComponent(words)}`)).then((told) => told.items);

async function guarded(work) {
  failed.value = "";
  try {
    await work();
  } catch (error) {
    failed.value = errorText(error);
  }
}

function search(words) {
  said.value = words;
  clearTimeout(timer);
  timer = setTimeout(() => guarded(async () => (found.value = await list(words))), SOON_MS);
}

const open = (id) => guarded(async () => {
  guest.value = await get(at(`/${id}`));
  others.value = null;
  sure.value = false;
});

const act = (path, body, words, next) => guarded(async () => {
  await post(at(path), body);
  toast(t(words), { icon: "circle-check" });
  await next();
});

async function back() {
  guest.value = null;
  found.value = await list(said.value);
}

function Search() {
  return html`<${Fragment}>
    <label class="field"><span class="label">${t("guests.find")}</span>
      <input class="input" type="search" value=${said.value} maxlength="80"
        onInput=${(event) => search(event.target.value)} /></label>
    ${found.value.length === 0
      ? html`<${Empty} icon="search" title=${t("guests.none")} />`
      : html`<ul class="card found">${found.value.map((one) => html`<li key=${one.id}>
          <button type="button" class="found-one" onClick=${() => open(one.id)}>
            <strong class="grow" dir="auto">${one.name}</strong>
            <span class="muted" dir="ltr">${one.email || one.phone}</span>
            <span class="badge badge-info">${t("guests.bookings", { count: one.bookings })}</span>
          </button></li>`)}</ul>`}
  <//>`;
}

function Words({ one }) {
  function save(event) {
    event.preventDefault();
    const body = Object.fromEntries(new FormData(event.target));
    act(`/${one.id}`, body, "guests.saved", () => open(one.id));
  }
  return html`<form class="card report" onSubmit=${save}>
    ${["name", "email", "phone", "note"].map((name) => html`<label class="field" key=${name}>
      <span class="label">${t(`guests.${name}`)}</span>
      <input class="input" name=${name} value=${one[name]} maxlength="120" dir="auto" /></label>`)}
    <button class="button button-primary">${t("guests.save")}</button>
  </form>`;
}

function Together({ one }) {
  const look = () => guarded(async () => {
    const same = await list(one.name.split(" ").at(-1));
    others.value = same.filter((other) => other.id !== one.id);
  });
  return html`<section class="card report">
    ${others.value === null
      ? html`<button type="button" class="button" onClick=${look}>${t("guests.merge")}</button>`
      : others.value.length === 0 ? html`<p>${t("guests.none")}</p>`
      : others.value.map((other) => html`<button type="button" class="button" key=${other.id}
          onClick=${() => act(`/${one.id}/merge`, { profile_id: other.id }, "guests.merged", () => open(one.id))}>
          ${t("guests.merge_into", { name: `${other.name} ${other.email || other.phone}`.trim() })}</button>`)}
    ${one.merges.length > 0 && html`<h3>${t("guests.merges")}</h3>`}
    ${one.merges.map((made) => html`<button type="button" class="button" key=${made.id}
      onClick=${() => act(`/merges/${made.id}/undo`, {}, "guests.parted", () => open(one.id))}>
      ${t("guests.undo", { day: made.made_at.slice(0, 10) })}</button>`)}
    ${office.value && html`<a class="button" href=${at(`/${one.id}/export`)} download>${t("guests.export")}</a>
      ${sure.value
        ? html`<p>${t("guests.erase_sure")}</p><button type="button" class="button button-danger"
            onClick=${() => act(`/${one.id}/erase`, {}, "guests.erased", back)}>${t("guests.erase")}</button>`
        : html`<button type="button" class="button" onClick=${() => (sure.value = true)}>${t("guests.erase")}</button>`}`}
  </section>`;
}

function Guest({ one }) {
  return html`<${Fragment}>
    <p><button type="button" class="button" onClick=${() => guarded(back)}>${t("guests.back")}</button></p>
    <div class="row wrap"><h2 dir="auto" class="grow">${one.name}</h2>
      <span class="badge badge-info">${t("guests.nights", { count: one.nights })}</span>
      ${one.no_shows > 0 && html`<span class="badge badge-warn">${t("guests.no_shows", { count: one.no_shows })}</span>`}</div>
    <div class="bookings"><${Words} key=${one.id} one=${one} /><${Together} one=${one} /></div>
    <section class="card report"><h3>${t("guests.history")}</h3>
      <ul>${one.history.map((stay) => html`<li class="found-one" key=${`${stay.number} ${stay.arrival}`}>
        <span class="grow">${t("guests.stay", stay)} · ${stay.room_type}</span>
        <span>${formatMoney(stay.price, lang.value)}</span>
        <span class="badge badge-info">${t(`guests.state.${stay.state}`)}</span></li>`)}</ul></section>
  <//>`;
}

function Guests() {
  return html`<${Fragment}>
    <header class="desk-head"><h1 class="grow">${t("guests.title")}</h1>
      <a class="button" href="/desk/checkins">${t("checkins.title")}</a>
      <a class="button" href="/"><${Icon} name="house" /><span>${t("status.back")}</span></a></header>
    <main class="desk">
      ${failed.value && html`<${Banner} tone="bad" icon="circle-alert" title=${failed.value} />`}
      ${guest.value ? html`<${Guest} one=${guest.value} />` : html`<${Search} />`}
    </main>
    <${Toasts} />
  <//>`;
}

async function run() {
  try {
    office.value = (await begin()).me.permissions.includes("guests.erase");
    found.value = await list("");
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    failed.value = errorText(error);
  }
  paint(Guests);
}

run();
